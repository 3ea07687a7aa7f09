import { migrate } from '../app/storage/migrate.ts';
import { setUpElasticsearch } from '../apply/elasticsearch/set-up.ts';
import { parseConfig } from '../config/load-config.ts';
import { elasticResources } from '../logstash/elastic-resources.ts';
import { startMariadb } from '../test/support/start-mariadb.ts';
import { startElasticsearch } from '../test/support/start-servers.ts';
import { type Benchmark, besideOf, comparisonOf, type Row, rowOf } from './benchmark.ts';
import { type Chat, startBareChat, startChat } from './load/chats.ts';
import { type Measured, measureLoad, type Work } from './load/measure-load.ts';

/** A load, how often it is measured, and what receipts may take at most, in milliseconds. */
interface Case {
  readonly name: string;
  readonly work: Work;
  readonly rounds: number;
  readonly goals: Readonly<Partial<Record<'p50' | 'p95' | 'p99', number>>>;
}

const sustained = (rate: number): Work => ({
  users: 400,
  arrivalSeconds: 2,
  work: { kind: 'sustained', rates: [rate], warmUpSeconds: 1, seconds: 6 },
});

/** Until all code is compiled, Elasticsearch's too, the cores have more to do than people give them. */
const warmUp = sustained(200);

const asFungap = { p50: 5, p95: 10, p99: 50 };

/** A message reaches the hundred in its room, so that 80 a second are 8,000 deliveries. */
const cases: readonly Case[] = [
  {
    name: '400 users in 10 s, a message each (FunGap: mean 34000 ms)',
    work: { users: 400, arrivalSeconds: 10, work: { kind: 'messages', each: 1 } },
    rounds: 3,
    goals: asFungap,
  },
  {
    name: '200 users in 10 s, 5 messages each (FunGap: mean 9000 ms)',
    work: { users: 200, arrivalSeconds: 10, work: { kind: 'messages', each: 5 } },
    rounds: 3,
    goals: asFungap,
  },
  {
    name: '2300 users in 10 s, a message each (FunGap: crashes)',
    work: { users: 2_300, arrivalSeconds: 10, work: { kind: 'messages', each: 1 } },
    rounds: 3,
    goals: { p99: 2_000 },
  },
  { name: '400 users, 8k deliveries/s', work: sustained(80), rounds: 2, goals: { p99: 15 } },
  { name: '400 users, 30k deliveries/s', work: sustained(300), rounds: 2, goals: { p99: 50 } },
  { name: '400 users, 60k deliveries/s', work: sustained(600), rounds: 2, goals: { p99: 100 } },
];

const receiptOf = (key: 'mean' | 'p50' | 'p95' | 'p99') => (runs: readonly Measured[]) =>
  runs.map(({ steps }) => steps[0]?.receipt[key] ?? Number.NaN);

const sum = (runs: readonly Measured[], key: 'lost' | 'faults'): number =>
  runs.reduce((total, run) => total + run[key], 0);

/** Microseconds of processor time for each delivery. */
const costs = (runs: readonly Measured[]): number[] => runs.map(({ cpuMs, expected }) => (cpuMs / expected) * 1e3);

const rowsOf = ({ name, goals }: Case, ours: readonly Measured[], peer: readonly Measured[]): Row[] => {
  const of = { case: name, reason: 'generator, chat, MariaDB and Elasticsearch share two cores' } as const;
  const receipts = (['mean', 'p50', 'p95', 'p99'] as const).map((key) => {
    const row = { ...of, measure: `receipt, ${key}`, unit: 'ms' } as const;
    const runs = { ours: receiptOf(key)(ours), peer: receiptOf(key)(peer) };
    const goal = key === 'mean' ? undefined : goals[key];
    return goal === undefined ? comparisonOf(row, runs) : besideOf(row, runs, goal);
  });
  const summed = (measure: string, key: 'lost' | 'faults') =>
    rowOf({ ...of, measure, unit: 'count' }, [sum(ours, key)], 0);
  return [
    ...receipts,
    summed(`lost of ${ours.reduce((total, { expected }) => total + expected, 0)} deliveries`, 'lost'),
    summed('refused, dropped, doubled', 'faults'),
    rowOf(
      { ...of, measure: 'generator busy', unit: '%' },
      ours.map(({ steps }) => (steps[0]?.busy ?? Number.NaN) * 100),
    ),
    comparisonOf(
      { ...of, measure: 'processor time of a delivery', unit: 'µs' },
      { ours: costs(ours), peer: costs(peer) },
    ),
  ];
};

/** What was found, in a few words for whoever waits. */
const told = (run: Measured | undefined): string => {
  if (run === undefined) return '';
  const { steps, lost, faults, refusedMessages, refusal } = run;
  const trouble = faults > 0 ? `, ${faults} faults ${JSON.stringify({ ...refusedMessages, refusal })}` : '';
  return `p99 ${steps[0]?.receipt.p99.toFixed(1)} ms, ${lost} lost${trouble}`;
};

const measure = async ({ name, work, rounds }: Case, ours: Chat, bare: Chat, say: (line: string) => void) => {
  const runs = { ours: [] as Measured[], peer: [] as Measured[] };
  const turns = [
    async () => runs.ours.push(await measureLoad(ours, work)),
    async () => runs.peer.push(await measureLoad(bare, work)),
  ];
  for (let round = 0; round < rounds; round += 1) {
    for (const turn of round % 2 === 0 ? turns : turns.toReversed()) await turn();
    say(`${name}: ${[runs.ours.at(-1), runs.peer.at(-1)].map(told).join('; bare ')}`);
  }
  return runs;
};

/** What people of the service wait for when many come, beside a chat with nothing else. */
export const load: Benchmark = {
  name: 'load',
  question:
    'How long after it was sent is a message received by all others in its room, with authentication, limits, moderation, storage (flushed at each commit), search, logs shipped to Elasticsearch, and metrics scraped every 5 s? One worker; peer: socket.io with an INSERT and nothing else, in turn.',
  async run(say) {
    const stop: (() => Promise<void>)[] = [];
    try {
      const [mariadb, elasticsearch] = [await startMariadb(), await startElasticsearch()];
      stop.unshift(mariadb.stop, elasticsearch.stop);
      await setUpElasticsearch(elasticsearch.url, elasticResources(parseConfig({}, 'gapwatch.config.ts')), say);
      const servers = {
        mysqlPort: mariadb.port,
        mysqlPasswordFile: mariadb.appPasswordFile,
        elasticsearchUrl: elasticsearch.url,
      };
      const ours = await startChat(servers, { app: { workers: 1 } });
      stop.unshift(ours.stop);
      // With tables of its own: else the service would tidy up after it.
      const bareMariadb = await startMariadb();
      stop.unshift(bareMariadb.stop);
      await migrate(bareMariadb.app);
      const bare = await startBareChat(bareMariadb);
      stop.unshift(bare.stop);
      for (const chat of [ours, bare, ours]) await measureLoad(chat, warmUp);
      const rows: Row[] = [];
      for (const one of cases) {
        const runs = await measure(one, ours, bare, say);
        rows.push(...rowsOf(one, runs.ours, runs.peer));
      }
      return rows;
    } finally {
      for (const end of stop) await end();
    }
  },
};
