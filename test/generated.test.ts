import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chatMetrics } from '../app/metrics.ts';
import { findDrift } from '../cli/drift.ts';
import { generateAll } from '../cli/generators.ts';
import { checkOutside } from '../cli/outside-checks.ts';
import { staticFindings } from '../cli/static-findings.ts';
import { type Config, parseConfig } from '../config/load-config.ts';
import type { ConfigInput } from '../config/schema.ts';
import { writeGenerated } from './support/generated-folder.ts';

/** What `gapwatch check` says of what `gapwatch generate` makes of a configuration. */
const check = async (input: ConfigInput) => {
  const config = parseConfig(input, 'gapwatch.config.ts');
  const files = generateAll(config);
  const folder = await writeGenerated(files);
  try {
    const { findings, notMade } = await checkOutside(
      folder.path(''),
      files.map(({ path }) => path).filter((path) => path.endsWith('.test.yml')),
    );
    const sources = files.map(({ path, text }) => ({ file: path, text }));
    return [...staticFindings(sources, config), ...findings, ...notMade, ...(await findDrift(folder.path(''), files))];
  } finally {
    await folder.remove();
  }
};

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/);
const oddText = fc.oneof(
  fc.constantFrom('"', "'", '\\', '\n', '$x', '{{ . }}', '# a', '- b: c', '한국어', '🙂', 'null', '1e3', '|', '\u2028'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 64 }),
);
const url = fc.webUrl({ authoritySettings: { withPort: true } });
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const share = fc.oneof(fc.constant(0), between(1e-6, 0.99));

const counts = fc.integer({ min: 0, max: 1e6 });

/** A quantile of the waits, also so close below the bound of a bucket that hardly anything lies between them. */
const wait = fc.oneof(
  between(0.001, 2.5),
  fc
    .record({ bound: fc.constantFrom(...(chatMetrics.poolWait.buckets ?? []).slice(1, -1)), share: between(0.97, 1) })
    .map(({ bound, share }) => bound * share),
);

const thresholds = fc.record(
  {
    eventLoopDelaySeconds: between(1e-6, 60),
    eventLoopDelayUrgentSeconds: between(1e-6, 60),
    eventLoopUtilizationRatio: share,
    gcRatio: share,
    messageDurationSeconds: wait,
    messagesStoredObjective: between(0.95, 0.99999),
    messagesInTimeObjective: between(0.95, 0.99999),
    messagesInTimeSeconds: fc.constantFrom(...(chatMetrics.messageDuration.buckets ?? [])),
    sloBadCount: counts,
    messageErrorRatio: share,
    messageErrorCount: counts,
    durationCount: fc.integer({ min: 20, max: 1e6 }),
    blockedSpikeFactor: between(1.1, 1000),
    blockedSpikeCount: counts,
    httpErrorRatio: share,
    httpErrorCount: counts,
    httpDurationSeconds: wait,
    socketsLeftRatio: between(1e-6, 1),
    socketsLeftCount: counts,
    handshakesRefusedRatio: between(0.01, 0.99),
    handshakesRefusedCount: counts,
    workerSilences: counts,
    heapRatio: share,
    mysqlConnectionsRatio: share,
    mysqlConnectionsUrgentRatio: share,
    slowQueriesRatio: share,
    slowQueriesCount: counts,
    deadlocksPerSecond: fc.oneof(fc.constant(0), between(1e-6, 1000)),
    workerRestarts: counts,
    taskStarts: counts,
    containerMemoryRatio: share,
    certificateSeconds: fc.integer({ min: 86_400, max: 31_536_000 }),
    certificateUrgentSeconds: fc.integer({ min: 3_600, max: 31_536_000 }),
    tableNearCapRatio: between(0, 1),
    tableNearCapUrgentRatio: between(0, 1),
    tableBacklogRatio: between(1e-6, 100),
    tableCapForecastSeconds: between(86_400, 31_536_000),
    tableCapForecastRatio: share,
    poolWaitSeconds: wait,
    searchLagSeconds: between(1e-6, 1e6),
    spoolAgeSeconds: between(1e-6, 1e6),
    spoolRatio: share,
    elasticsearchHeapRatio: share,
    elasticsearchDiskRatio: between(0.5, 0.99),
    hostCpuRatio: between(0.6, 0.99),
    hostCpuUrgentRatio: between(0.6, 0.99),
    diskRatio: between(0.5, 0.99),
    diskForecastSeconds: between(7_200, 604_800),
    diskForecastRatio: share,
    scrapeDurationSeconds: between(1e-6, 9.999),
    notificationErrorRatio: share,
  } satisfies { readonly [K in keyof Config['thresholds']]: fc.Arbitrary<number> },
  { requiredKeys: [] },
);

const receiver = fc.oneof(
  fc.record({ kind: fc.constant('webhook' as const), name, url }),
  fc.record({
    kind: fc.constant('slack' as const),
    name,
    channel: oddText,
    apiUrlFile: fc.constantFrom('/run/secrets/slack', "/it's/a \\file", '/{{ . }}/$x'),
  }),
);

const table = fc.record(
  { name, idColumn: name, timeColumn: name, capRows: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }) },
  { requiredKeys: ['name'] },
);

const configuration: fc.Arbitrary<ConfigInput> = fc.record(
  {
    service: fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/),
    environment: fc.stringMatching(/^[a-z][a-z0-9_]{0,30}$/),
    rooms: fc.uniqueArray(oddText, { minLength: 1, maxLength: 64 }),
    tables: fc.uniqueArray(table, { maxLength: 100, selector: (one) => one.name }),
    receivers: fc.uniqueArray(receiver, { minLength: 1, maxLength: 5, selector: (one) => one.name }),
    thresholds,
    urls: fc.record(
      { elasticsearch: url, prometheus: url, alertmanager: url, grafana: url, kibana: url, runbooks: url },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);

const lowest: ConfigInput = {
  rooms: ['"'],
  tables: [],
  thresholds: {
    eventLoopDelaySeconds: Number.MIN_VALUE,
    messageDurationSeconds: 0.001,
    messageErrorRatio: 0,
    messageErrorCount: 0,
    mysqlConnectionsRatio: 0,
    workerRestarts: 0,
    taskStarts: 0,
    tableNearCapRatio: 0,
    tableBacklogRatio: Number.MIN_VALUE,
    tableCapForecastSeconds: 86_400,
    tableCapForecastRatio: 0,
    poolWaitSeconds: 0.001,
    elasticsearchHeapRatio: 0,
    elasticsearchDiskRatio: 0.5,
    hostCpuRatio: 0.6,
    hostCpuUrgentRatio: 0.6,
    diskRatio: 0.5,
    diskForecastSeconds: 7_200,
    diskForecastRatio: 0,
    scrapeDurationSeconds: Number.MIN_VALUE,
    notificationErrorRatio: 0,
  },
};

const highest: ConfigInput = {
  rooms: Array.from({ length: 64 }, (_, i) => `\n"${i}`),
  tables: Array.from({ length: 100 }, (_, i) => ({ name: `table_${i}`, capRows: Number.MAX_SAFE_INTEGER })),
  thresholds: {
    eventLoopDelaySeconds: 60,
    messageDurationSeconds: 2.5,
    messageErrorRatio: 0.99,
    messageErrorCount: 1_000_000,
    mysqlConnectionsRatio: 0.99,
    workerRestarts: 1_000_000,
    tableNearCapRatio: 1,
    tableBacklogRatio: 100,
    tableCapForecastSeconds: 31_536_000,
    tableCapForecastRatio: 0.99,
    poolWaitSeconds: 2.5,
    elasticsearchHeapRatio: 0.99,
    elasticsearchDiskRatio: 0.99,
    hostCpuRatio: 0.99,
    hostCpuUrgentRatio: 0.99,
    diskRatio: 0.99,
    diskForecastSeconds: 604_800,
    diskForecastRatio: 0.99,
    scrapeDurationSeconds: 9.999,
    notificationErrorRatio: 0.99,
  },
};

/** A hundredth more is still within the bucket, or just beyond it; and a share of which one alone is too many. */
const belowBounds: ConfigInput = {
  thresholds: {
    poolWaitSeconds: 0.09885317832240302,
    messageDurationSeconds: 0.99,
    httpDurationSeconds: 0.0247,
    messageErrorCount: 0,
    httpErrorCount: 0,
    socketsLeftRatio: 0.9999999999999991,
  },
};

it('generates what every check accepts, whatever a configuration may say', async () => {
  await fc.assert(
    fc.asyncProperty(configuration, async (input) => {
      expect(await check(input)).toEqual([]);
    }),
    // Each runs promtool and amtool: what shrinking would take is better spent on other configurations.
    { numRuns: 8, endOnFailure: true, examples: [[lowest], [highest], [belowBounds]] },
  );
}, 300_000);
