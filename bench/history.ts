import { createConnection } from 'mysql2/promise';
import { migrate } from '../app/storage/migrate.ts';
import { createRandom } from '../lab/people/random.ts';
import { startApp } from '../test/support/start-app.ts';
import { startMariadb, type TestMariadb } from '../test/support/start-mariadb.ts';
import { type Benchmark, comparisonOf, type Row, rowOf } from './benchmark.ts';
import { counts, makeArchive } from './history/archive.ts';
import { askNaively } from './history/naive.ts';
import { places, questions } from './history/questions.ts';
import { readAll, readers, type Timing } from './history/readers.ts';
import { insertMessages } from './insert-load.ts';
import { percentile } from './percentile.ts';

const { archived, live } = counts;

const rounds = 5;

const insertsBeside = 50;

/** The goal for every way of asking. */
const goalMs = 50;

const reason = 'MySQL, the service and its readers share two cores with whatever else the machine does';

/** Milliseconds that a share of the answers take no longer than. */
const within = (share: number, timings: readonly Timing[]): number =>
  percentile(
    share,
    timings.map(({ ms }) => ms),
  );

const measure = async (mariadb: TestMariadb, say: (line: string) => void): Promise<Row[]> => {
  const random = createRandom(4);
  await migrate(mariadb.app);
  const mysql = await createConnection({ ...mariadb.app, timezone: 'Z' });
  const archive = await makeArchive(mysql);
  say(`${archived} messages in the backup and ${live} live ones were made in ${archive.seconds.toFixed(0)} s`);
  const app = await startApp(
    { mysqlPort: mariadb.port, mysqlPasswordFile: mariadb.appPasswordFile },
    {
      // The live table stays full.
      retention: { fillRatio: 1 },
      // All readers have one address.
      app: { limits: { addressRequests: 1_000_000 } },
    },
  );
  const stop = new AbortController();
  const inserts = insertMessages(mariadb.app, stop.signal, insertsBeside);
  const runs: Timing[][] = [];
  try {
    for (let round = 1; round <= rounds; round += 1) {
      const began = performance.now();
      const timings = await readAll(app.url, archive, random);
      const perSecond = timings.length / ((performance.now() - began) / 1e3);
      runs.push(timings);
      say(
        `round ${round} of ${rounds}: ${perSecond.toFixed(0)} answers/s, 99 % within ${within(0.99, timings).toFixed(1)} ms`,
      );
    }
  } finally {
    stop.abort();
    await inserts;
    await app.stop();
  }
  const peer = await askNaively(mysql, archive, random);
  mysql.destroy();

  const tables = `${archived} messages in the backup, ${live} live`;
  const shares = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;
  const each = (share: number, matches: (timing: Timing) => boolean) =>
    runs.map((run) => within(share, run.filter(matches)));
  const named = (name: string) => (timing: Timing) => timing.name === name;
  const beside = (of: string, theirs: readonly number[], name: string): Row =>
    comparisonOf(
      { case: `${name}; peer: ${of}`, measure: 'answer, p50', unit: 'ms' },
      { ours: each(0.5, named(name)), peer: theirs },
    );
  return [
    rowOf({ case: tables, measure: 'made', unit: 's' }, [archive.seconds]),
    rowOf({ case: tables, measure: 'size', unit: 'MiB' }, [archive.bytes / 2 ** 20]),
    ...questions.flatMap(({ name }) =>
      Object.entries(shares).map(([measure, share]) =>
        rowOf(
          { case: name, measure: `answer, ${measure}`, unit: 'ms', reason },
          each(share, named(name)),
          ...(measure === 'p99' ? [goalMs] : []),
        ),
      ),
    ),
    ...places.map((place) =>
      rowOf(
        { case: `all of these, at the ${place}`, measure: 'answer, p99', unit: 'ms', reason },
        each(0.99, (timing) => timing.place === place),
        goalMs,
      ),
    ),
    beside('a scan by the primary key alone', peer.scan, 'within any two times'),
    beside('pages by OFFSET', peer.offset, 'before an id'),
  ];
};

/** Whether years of talk stay quick to read. */
export const history: Benchmark = {
  name: 'history',
  question: `How long does GET /chat/chatlog take over a backup of ${archived} messages, with ${readers} readers at once and ${insertsBeside} inserts/s beside them?`,
  async run(say) {
    const mariadb = await startMariadb();
    try {
      return await measure(mariadb, say);
    } finally {
      await mariadb.stop();
    }
  },
};
