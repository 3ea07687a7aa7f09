import { expect, it, onTestFinished } from 'vitest';
import { observations } from '../alerts/histogram-series.ts';
import { rising, series } from '../alerts/series.ts';
import { chatMetrics } from '../app/metrics.ts';
import { type Config, parseConfig } from '../config/load-config.ts';
import type { ConfigInput } from '../config/schema.ts';
import { metric, oneOf } from '../metrics/declare.ts';
import { hours } from '../metrics/promql/duration.ts';
import { select } from '../metrics/promql/selector.ts';
import { writeGenerated } from '../test/support/generated-folder.ts';
import { promtool } from '../test/support/rule-tools.ts';
import { prometheusFiles } from './prometheus-files.ts';
import { recordingGroups } from './recording-rules.ts';
import { sloWindows } from './slo-windows.ts';
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

const chat = { job: 'chat', instance: 'a' } as const;
const time = hours(3);

/** Half a day's worth of nothing would say the same: what is recorded are means. */
const given = [
  series(chatMetrics.messages, { ...chat, room: 'I', outcome: 'stored' }, rising(79, time)),
  series(chatMetrics.messages, { ...chat, room: 'E', outcome: 'blocked' }, rising(20, time)),
  series(chatMetrics.messages, { ...chat, room: 'I', outcome: 'failed' }, rising(1, time)),
  series(chatMetrics.messages, { ...chat, room: 'I', outcome: 'limited' }, rising(500, time)),
  ...observations(chatMetrics.messageDuration, chat, time, { size: 0.5, perSecond: 96 }, { size: 1, perSecond: 4 }),
  series(orders, { ...chat, outcome: 'paid' }, rising(10, time)),
  ...observations(checkout, chat, time, { size: 1, perSecond: 10 }),
];

/** Of each objective: its share of bad events, what the budget is, and how fast that spends it. */
const expected = {
  'messages-stored': { events: 100, ratio: 0.01, objective: 0.999, budget: 0.001 },
  'messages-in-time': { events: 100, ratio: 0.04, objective: 0.99, budget: 0.01 },
  orders: { events: 10, ratio: 0, objective: 0.95, budget: 0.05 },
  checkout: { events: 10, ratio: 0, objective: 0.9995, budget: 0.0005 },
} as const;

it('records events, what is bad of them, how fast that spends the budget and what is left, of every objective', async () => {
  const parts = 2 ** 20;
  const rounded = (value: number) => Math.round(value * parts) / parts;
  const samples = (name: string, told: (of: (typeof expected)[keyof typeof expected]) => number) => ({
    expr: `round(${name}, ${1 / parts})`,
    eval_time: '3h',
    exp_samples: Object.entries(expected).map(([slo, of]) => ({
      labels: `{job="chat", slo="${slo}"}`,
      value: rounded(told(of)),
    })),
  });
  const tests = [
    ...Object.keys(sloWindows).flatMap((window) => [
      samples(`slo:events:rate${window}`, ({ events }) => events),
      samples(`slo:bad_events:rate${window}`, ({ events, ratio }) => events * ratio),
      samples(`slo:bad_events:ratio_rate${window}`, ({ ratio }) => ratio),
      samples(`slo:burn:rate${window}`, ({ ratio, budget }) => ratio / budget),
    ]),
    samples('slo:objective:ratio', ({ objective }) => objective),
    samples('slo:error_budget:ratio', ({ budget }) => budget),
    samples('slo:error_budget:remaining_ratio', ({ ratio, budget }) => 1 - ratio / budget),
  ];
  const config = parse(own);
  const groups = recordingGroups(config).filter(({ name }) => name.startsWith('slo-'));
  const names = new Set(groups.flatMap(({ recordings }) => recordings.map(({ record }) => record)));
  expect(tests.map(({ expr }) => /\((.+),/.exec(expr)?.[1]).sort()).toEqual([...names].sort());
  const test = {
    rule_files: ['recording.rules.yml'],
    evaluation_interval: '5m',
    group_eval_order: groups.map(({ name }) => name),
    tests: [
      {
        interval: '15s',
        input_series: given.map(({ series, values }) => ({ series, values })),
        promql_expr_test: tests,
      },
    ],
  };
  const folder = await writeGenerated([
    ...prometheusFiles(config),
    { path: 'prometheus/generated/slo.test.yml', text: JSON.stringify(test) },
  ]);
  onTestFinished(folder.remove);
  const { well, output } = await promtool('test', 'rules', folder.path('prometheus/generated/slo.test.yml'));
  expect(output).toContain('SUCCESS');
  expect(well).toBe(true);
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
