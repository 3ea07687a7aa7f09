import { setTimeout as delay } from 'node:timers/promises';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { Log } from '../../app/logging/log.ts';
import { startFulltext } from '../../app/search/fulltext.ts';
import { rebuildSearch } from '../../app/search/rebuild.ts';
import { openSearches, type Searches } from '../../app/search/searches.ts';
import { openRelay, relayAlone } from '../../app/search/start-relay.ts';
import { migrate } from '../../app/storage/migrate.ts';
import { outboxInsert } from '../../app/storage/outbox.ts';
import { openDatabase } from '../../app/storage/pool.ts';
import { createTelemetry } from '../../app/telemetry/telemetry.ts';
import { parseConfig } from '../../config/load-config.ts';
import { startMariadb } from '../../test/support/start-mariadb.ts';
import { startElasticsearch } from '../../test/support/start-servers.ts';

/** Where searches are measured: the service's own searches over a MariaDB and an Elasticsearch that hold the same messages. */
export interface Stage {
  readonly searches: Required<Searches>;
  /** Stores messages; both indices are behind then. */
  readonly add: (messages: readonly string[]) => Promise<void>;
  /** Makes both indices anew. Seconds that each took. */
  readonly index: (messages: number) => Promise<{ readonly elasticsearch: number; readonly fulltext: number }>;
  /** Stores one message as the service does, with word to the outbox. */
  readonly say: (text: string) => Promise<void>;
  /** Runs the relay as the service does while `work` goes on. */
  readonly relayed: (work: () => Promise<void>) => Promise<void>;
  readonly stop: () => Promise<void>;
}

const log: Log = { error: console.error, warn: console.error, info: () => {}, debug: () => {} };

/** Rows of one INSERT. */
const atOnce = 5_000;

const insert = `INSERT INTO chatlogs (user_id, room_name, message, createdAt, updatedAt) VALUES `;
const row = "(1, 'I', ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))";

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1e3;
};

/** Starts both servers. */
export const setStage = async (): Promise<Stage> => {
  const [mariadb, elasticsearch] = await Promise.all([startMariadb(), startElasticsearch()]);
  const login = mariadb.app;
  await migrate(login);
  const mysql = await createConnection(login);
  const telemetry = createTelemetry();
  const database = openDatabase(login, { size: 8, telemetry, worker: '1' });
  const config = parseConfig({ urls: { elasticsearch: elasticsearch.url } }, 'gapwatch.config.ts');
  const { elasticsearch: byIndex, ...others } = openSearches(config, { database, log, elasticsearch: true });
  if (!byIndex) throw new Error('There is no search by Elasticsearch.');
  const relay = openRelay(config, { telemetry, log });

  const hasAll = async (messages: number): Promise<boolean> => {
    const [[found]] = await mysql.query<RowDataPacket[]>('SELECT COUNT(*) AS n FROM search_fulltext');
    return found?.n >= messages;
  };
  return {
    searches: { elasticsearch: byIndex, ...others },
    async add(messages) {
      for (let from = 0; from < messages.length; from += atOnce) {
        const some = messages.slice(from, from + atOnce);
        await mysql.query(insert + some.map(() => row).join(', '), [...some]);
      }
    },
    async index(messages) {
      const { signal } = new AbortController();
      return {
        elasticsearch: await timed(() =>
          rebuildSearch(database, { login, relay: relay.options }, { say: () => {}, signal }),
        ),
        fulltext: await timed(async () => {
          const stop = startFulltext({ login, log });
          while (!(await hasAll(messages))) await delay(100);
          await stop();
        }),
      };
    },
    say: (text) =>
      database.transaction(async ({ run }) => {
        const id = await run(insert + row, [text]);
        const { sql, values } = outboxInsert([id]);
        await run(sql, values);
      }),
    async relayed(work) {
      const stop = new AbortController();
      const relaying = relayAlone(login, relay.options, { signal: stop.signal }).catch(() => {});
      await work();
      stop.abort(new Error('enough'));
      await relaying;
    },
    async stop() {
      mysql.destroy();
      await database.end(1_000);
      await relay.close();
      await Promise.all([mariadb.stop(), elasticsearch.stop()]);
    },
  };
};
