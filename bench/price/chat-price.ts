import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setUpElasticsearch } from '../../apply/elasticsearch/set-up.ts';
import { parseConfig } from '../../config/load-config.ts';
import { elasticResources } from '../../logstash/elastic-resources.ts';
import { startMariadb } from '../../test/support/start-mariadb.ts';
import { startElasticsearch } from '../../test/support/start-servers.ts';
import { comparisonOf, type Row } from '../benchmark.ts';
import { startChat } from '../load/chats.ts';
import { type Measured, measureLoad, type Work } from '../load/measure-load.ts';

const rounds = 6;

/** Messages a second in rooms of a hundred. */
const rates = [80, 200];

const work = (rate: number): Work => ({
  users: 400,
  arrivalSeconds: 2,
  work: { kind: 'sustained', rates: [rate], warmUpSeconds: 1, seconds: 6 },
});

const blind = { NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, '../fixtures/blind.ts')).href}` };

/** Microseconds of the chat's processes for each delivery. */
const costOf = ({ cpuMs, expected }: Measured): number => (cpuMs / expected) * 1e3;

/** What metrics, scraped every 5 s, and the shipping of logs to Elasticsearch cost the service. */
export const priceOfChat = async (say: (line: string) => void): Promise<Row[]> => {
  const stop: (() => Promise<void>)[] = [];
  try {
    const elasticsearch = await startElasticsearch();
    stop.unshift(elasticsearch.stop);
    await setUpElasticsearch(elasticsearch.url, elasticResources(parseConfig({}, 'gapwatch.config.ts')), say);
    /** With tables of its own: else one of the two would do the other's housework. */
    const start = async (options: Partial<Parameters<typeof startChat>[1]>) => {
      const mariadb = await startMariadb();
      stop.unshift(mariadb.stop);
      const { port: mysqlPort, appPasswordFile: mysqlPasswordFile } = mariadb;
      const servers = { mysqlPort, mysqlPasswordFile, elasticsearchUrl: elasticsearch.url };
      const chat = await startChat(servers, { app: { workers: 1 }, ...options });
      stop.unshift(chat.stop);
      return chat;
    };
    const watched = await start({});
    const unwatched = await start({ env: blind, scraped: false });
    const rows: Row[] = [];
    for (const rate of rates) {
      const runs = { ours: [] as number[], peer: [] as number[] };
      for (let round = 0; round < rounds; round += 1) {
        // At the same time: whatever else the machine does, it does to both.
        const [mine, other] = await Promise.all([watched, unwatched].map((chat) => measureLoad(chat, work(rate))));
        if (mine) runs.ours.push(costOf(mine));
        if (other) runs.peer.push(costOf(other));
        say(
          `${rate} messages/s: ${runs.ours.at(-1)?.toFixed(2)} µs a delivery, unwatched ${runs.peer.at(-1)?.toFixed(2)}`,
        );
      }
      rows.push(
        comparisonOf(
          {
            case: `chat, ${rate / 10}k deliveries/s; peer: without metrics and shipping`,
            measure: 'processor time of a delivery',
            unit: 'µs',
            reason: 'each message is a line that is written to the disk and sent to Elasticsearch, which is most of it',
          },
          runs,
          1.05,
        ),
      );
    }
    return rows;
  } finally {
    for (const end of stop) await end();
  }
};
