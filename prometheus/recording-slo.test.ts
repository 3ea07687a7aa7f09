import { expect, it, onTestFinished } from 'vitest';
import { alertFiles } from '../alerts/alert-files.ts';
import { alertGroups } from '../alerts/alerts.ts';
import { recordingTestFiles } from '../alerts/recording-test-files.ts';
import { chatMetrics } from '../app/metrics.ts';
import { checkOutside } from '../cli/outside-checks.ts';
import { type Config, parseConfig } from '../config/load-config.ts';
import type { ConfigInput } from '../config/schema.ts';
import { metric, oneOf } from '../metrics/declare.ts';
import { select } from '../metrics/promql/selector.ts';
import { failedTests } from '../test/support/alert-tests.ts';
import { writeGenerated } from '../test/support/generated-folder.ts';
import { prometheusFiles } from './prometheus-files.ts';
import { recordingGroups } from './recording-rules.ts';
import { errorBudget, slosOf } from './slos.ts';

const orders = metric.counter('shop_orders', { help: 'Orders.', labels: { outcome: oneOf('paid', 'lost') } });
const checkout = metric.histogram('shop_checkout', { help: 'Time.', unit: 'seconds', buckets: [0.5, 1, 2.5] });

const own = {
  slos: [
    {
      kind: 'availability',
      name: 'orders',
      promise: 'orders are taken',
      objective: 0.95,
      events: select(orders),
      bad: select(orders, { outcome: 'lost' }),
    },
    {
      kind: 'latency',
      name: 'checkout',
      promise: 'who pays waits for a second at most',
      objective: 0.9995,
      histogram: checkout,
      within: 1,
    },
  ],
} satisfies ConfigInput;

const parse = (input: unknown): Config => parseConfig(input, 'gapwatch.config.ts');

const recordingText = (config: Config): string =>
  prometheusFiles(config).find(({ path }) => path.endsWith('recording.rules.yml'))?.text ?? '';

it('records events, what is bad of them, how fast that spends the budget and what is left, of every objective', async () => {
  const config = parse(own);
  const tests = recordingTestFiles(config);
  const folder = await writeGenerated([...prometheusFiles(config), ...alertFiles(config)]);
  onTestFinished(folder.remove);
  const paths = tests.map(({ path }) => path);
  expect(tests.map(({ text }) => text).join('')).toContain('of objective checkout');
  expect(await checkOutside(folder.path(''), paths)).toMatchObject({ findings: [] });
});

it("has alerts that tell of a user's own objective as of those of the chat", async () => {
  const config = parse(own);
  const alerts = alertGroups(config).flatMap((group) => group.alerts.filter(({ name }) => name.startsWith('SloBurn')));
  expect(alerts[0]?.scenes.map(({ labels }) => labels.slo)).toEqual([
    'messages-stored',
    'messages-in-time',
    'orders',
    'checkout',
  ]);
  expect(await failedTests(alerts, config)).toEqual([]);
});

it('writes no more decimals than the objective has', () => {
  expect([0.95, 0.99, 0.995, 0.999, 0.9995, 0.9999, 0.99999].map(errorBudget)).toEqual([
    0.05, 0.01, 0.005, 0.001, 0.0005, 0.0001, 0.00001,
  ]);
  const text = recordingText(parse(own));
  expect(text).toContain('* 0 + 0.001\n');
  expect(text).toContain('* 0 + 0.0005\n');
  expect(text).not.toMatch(/\d\.\d{7,}/);
});

it('costs no rule more for a window, however many objectives there are', () => {
  const rules = (config: Config, group: string) =>
    recordingGroups(config).find(({ name }) => name === group)?.recordings.length;
  for (const group of ['slo-hours', 'slo-days']) expect(rules(parse(own), group)).toBe(rules(parse({}), group));
});

it('finds a whole bound of a histogram as every version of Prometheus writes it', () => {
  expect(recordingText(parse(own))).toContain('shop_checkout_seconds_bucket{le=~"1|1\\\\.0"}');
  expect(recordingText(parse(own))).toContain('chat_message_duration_seconds_bucket{le="0.5"}');
});

it('refuses what is no objective, and says what to do', () => {
  const [availability, latency] = own.slos;
  const refused = (slo: object) => () => slosOf(parse({ slos: [slo] }));
  expect(refused({ ...availability, objective: 0.9 })).toThrow(
    'gapwatch.config.ts: slos[0].objective is 0.9, expected a value of at least 0.95.',
  );
  expect(refused({ ...availability, bad: select(chatMetrics.sockets) })).toThrow(
    'expected the series of a counter, as select() of gapwatch/promql/selector gives them.',
  );
  expect(refused({ ...latency, histogram: orders })).toThrow(
    'expected what metric.histogram() of gapwatch/metrics gives.',
  );
  expect(refused({ ...latency, within: 0.7 })).toThrow(
    'Objective checkout is about 0.7 s, expected a bound of shop_checkout_seconds: 0.5, 1, 2.5.',
  );
  expect(refused({ ...availability, name: 'messages-stored' })).toThrow(
    "slos: messages-stored is an objective of the chat; name yours otherwise, or change the chat's under thresholds.",
  );
});

it('is refused by the compiler where a metric is of another kind', () => {
  const [availability, latency] = own.slos;
  // @ts-expect-error the events of an objective are counted: a gauge has none
  const gauge: ConfigInput = { slos: [{ ...availability, events: select(chatMetrics.sockets) }] };
  // @ts-expect-error a counter has no bounds
  const counter: ConfigInput = { slos: [{ ...latency, histogram: orders }] };
  expect([gauge, counter]).toHaveLength(2);
});
