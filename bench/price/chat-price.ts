import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { applyTemplate } from '../../logstash/apply-template.ts';
import { startMariadb } from '../../test/support/start-mariadb.ts';
import { startElasticsearch } from '../../test/support/start-servers.ts';
import { comparisonOf, type Row } from '../benchmark.ts';
import { startChat } from '../load/chats.ts';
import { type Measured, measureLoad, type Work } from '../load/measure-load.ts';

const rounds = 5;

/** Messages a second in rooms of a hundred. */
const rates = [80, 300];

const work = (rate: number): Work => ({
  users: 400,
  arrivalSeconds: 2,
  work: { kind: 'sustained', rates: [rate], warmUpSeconds: 1, seconds: 6 },
});

const blind = { NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, '../fixtures/blind.ts')).href}` };

/** Microseconds of the chat's processes for each delivery. */
const costOf = ({ cpuMs, expected }: Measured): number => (cpuMs / expected) * 1e3;

/** What metrics, scraped every 5 s, and logs, written and shipped to Elasticsearch, cost the service. */
export const priceOfChat = async (say: (line: string) => void): Promise<Row[]> => {
  const stop: (() => Promise<void>)[] = [];
  try {
    const elasticsearch = await startElasticsearch();
    stop.unshift(elasticsearch.stop);
    await applyTemplate(elasticsearch.url, say);
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
      const turns = [
        async () => runs.ours.push(costOf(await measureLoad(watched, work(rate)))),
        async () => runs.peer.push(costOf(await measureLoad(unwatched, work(rate)))),
      ];
      for (let round = 0; round < rounds; round += 1) {
        for (const turn of round % 2 === 0 ? turns : turns.toReversed()) await turn();
        say(
          `${rate} messages/s: ${runs.ours.at(-1)?.toFixed(2)} µs a delivery, unwatched ${runs.peer.at(-1)?.toFixed(2)}`,
        );
      }
      rows.push(
        comparisonOf(
          {
            case: `chat, ${rate / 10}k deliveries/s; peer: without metrics and logs`,
            measure: 'processor time of a delivery',
            unit: 'µs',
            reason: 'runs on two shared cores differ by more than what is looked for',
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
