import { createConnection } from 'mysql2/promise';
import { migrate } from '../app/storage/migrate.ts';
import { startMariadb } from '../test/support/start-mariadb.ts';
import { startRedis } from '../test/support/start-servers.ts';
import { type Benchmark, type Row, rowOf } from './benchmark.ts';
import { type Chat, startBareChat, startChat } from './load/chats.ts';
import { type Measured, measureLoad, type Work } from './load/measure-load.ts';

/** Milliseconds: where people begin to notice. */
const limitMs = 100;

const rounds = 2;

/** Each message reaches the hundred of its room. */
const deliveriesOfMessage = 100;

/** Messages a second, one after the other; the first only until all code is compiled. */
const rates = [200, 200, 400, 600, 800, 1_000, 1_200, 1_400, 1_600, 1_800, 2_000];

const climb: Work = {
  users: 400,
  arrivalSeconds: 2,
  work: {
    kind: 'sustained',
    rates,
    warmUpSeconds: 0.5,
    seconds: 2,
    untilP99Ms: limitMs,
  },
};

/** The service as configured, but that here nobody may say too much. */
const app = { limits: { personMessages: 1_000_000 } };

/** How the service is set up, and how to start it. */
interface Setup {
  readonly name: string;
  readonly start: () => Promise<Chat>;
}

/** The highest rate, in deliveries a second, at which no message was refused and receipts (99 in 100) stayed below the limit. */
const kneeOf = ({ steps }: Measured): number => {
  const within = steps.map(({ receipt, refused }, place) => place > 0 && refused === 0 && receipt.p99 <= limitMs);
  return (rates[within.lastIndexOf(true)] ?? 0) * deliveriesOfMessage;
};

const climbWith = async ({ name, start }: Setup, say: (line: string) => void): Promise<Measured> => {
  const chat = await start();
  try {
    const measured = await measureLoad(chat, climb);
    const p99s = measured.steps.map(({ receipt, busy }) => `${receipt.p99.toFixed(0)} (${(busy * 100).toFixed(0)} %)`);
    say(`${name}: p99 in ms, and how busy the generator was, at each rate: ${p99s.join(', ')}`);
    return measured;
  } finally {
    await chat.stop();
  }
};

const rowsOf = ({ name }: Setup, runs: readonly Measured[]): Row[] => [
  rowOf({ case: name, measure: 'knee, in deliveries a second', unit: 'count', more: true }, runs.map(kneeOf)),
  rowOf(
    { case: name, measure: 'processor time of a delivery, on the way there', unit: 'µs' },
    runs.map(({ cpuMs, expected }) => (cpuMs / expected) * 1e3),
  ),
  rowOf(
    { case: name, measure: 'generator busy at the last rate', unit: '%' },
    runs.map(({ steps }) => (steps.at(-1)?.busy ?? Number.NaN) * 100),
  ),
];

/** Whether to scale up or out. */
export const knee: Benchmark = {
  name: 'knee',
  question: `How many deliveries a second can 400 users in 4 rooms have before receipts (99 in 100) take more than ${limitMs} ms, by workers, linked through their primary or through Redis? Generator, service, MariaDB and Redis share the cores; limits for a person are lifted, and nothing is shipped.`,
  async run(say) {
    const mariadb = await startMariadb();
    const stop: (() => Promise<void>)[] = [mariadb.stop];
    try {
      const redis = await startRedis();
      stop.unshift(redis.stop);
      await migrate(mariadb.app);
      const servers = { mysqlPort: mariadb.port, mysqlPasswordFile: mariadb.appPasswordFile };
      const setups: readonly Setup[] = [
        { name: 'bare chat, one process', start: () => startBareChat(mariadb) },
        ...[1, 2, 3].flatMap((workers) => {
          const options = { app: { ...app, workers } };
          const name = `${workers} ${workers === 1 ? 'worker' : 'workers'}`;
          return [
            { name, start: () => startChat(servers, options) },
            { name: `${name} with Redis`, start: () => startChat({ ...servers, redisPort: redis.port }, options) },
          ];
        }),
      ];
      const runs = new Map<Setup, Measured[]>(setups.map((setup) => [setup, []]));
      const mysql = await createConnection(mariadb.admin);
      stop.unshift(() => mysql.end());
      for (let round = 0; round < rounds; round += 1) {
        for (const [setup, done] of runs) {
          // Else one would tidy up what the one before has left.
          await mysql.query('TRUNCATE chatlogs');
          done.push(await climbWith(setup, say));
        }
      }
      return [...runs].flatMap(([setup, done]) => rowsOf(setup, done));
    } finally {
      for (const end of stop) await end();
    }
  },
};
