import { expect, it } from 'vitest';
import { parseConfig } from '../../config/load-config.ts';
import { print } from '../../metrics/promql/print.ts';
import { catalogue } from '../catalogue.ts';
import { prometheusFiles } from '../prometheus-files.ts';
import { recordingGroups } from '../recording-rules.ts';
import { knownSeries } from './known-series.ts';
import { lintExpression } from './lint-expression.ts';
import { lintRules, withRecorded } from './lint-rules.ts';

const file = 'prometheus/generated/recording.rules.yml';
const config = parseConfig({}, 'gapwatch.config.ts');
const text = prometheusFiles(config).find(({ path }) => path === file)?.text ?? '';
const known = withRecorded(knownSeries(catalogue), [{ file, text }]);

/** What is said of the series of an expression. */
const said = (expr: string): string[] =>
  lintExpression(expr, { use: 'panel', known, scrapeSeconds: 15 })
    .filter(({ rule }) => rule === 'known-series' || rule === 'valid-promql')
    .map(({ message }) => message);

it.each([
  'up == 0',
  'vector(1)',
  'time() - chat_table_oldest_row_timestamp_seconds',
  'rate(chat_messages_total{outcome!="stored", room="I"}[5m])',
  'sum(rate(chat_messages_total[5m])) by (room)',
  'sum without (outcome) (chat_messages_total)',
  'histogram_quantile(0.9, sum by (le) (rate(chat_pool_wait_seconds_bucket[5m])))',
  'job:chat_messages:rate5m{job="chat"}',
  'chat_table_rows / on (table) group_left (job) chat_table_cap_rows',
  'sum by (host) (label_replace(up, "host", "$1", "instance", "(.*):.*"))',
  'count_values("value", up)',
  'max_over_time(up[5m:1m] offset 1h)',
  'ALERTS{alertstate="firing", whatever="x"}',
  '{__name__="up"}',
  '{"up", job="chat"}',
  '{__name__=~"chat_.*", whatever="x"}',
])('finds nothing wrong in %s', (expr) => {
  expect(said(expr)).toEqual([]);
});

it.each([
  'rate(chat_messages_total{job=~"$job", outcome="$outcome"}[$__rate_interval])',
  `rate(chat_messages_total[\${__interval}])`,
  'increase(chat_messages_total[$window])',
])("reads Grafana's variables in %s", (expr) => {
  expect(said(expr)).toEqual([]);
});

const undeclared = (name: string) =>
  `${name} is neither a declared metric nor a recorded series; correct its name, or declare it.`;

it.each([
  ['sum(rate(chat_message_total[5m]))', undeclared('chat_message_total')],
  ['job:chat_messages:rate1m', undeclared('job:chat_messages:rate1m')],
  ['chat_pool_wait_seconds', undeclared('chat_pool_wait_seconds')],
  ['{__name__="gone"}', undeclared('gone')],
  ['up{rom="I"}', 'up has no label rom; it has instance, job.'],
  ['job:chat_messages:rate5m{room="I"}', 'job:chat_messages:rate5m has no label room; it has job.'],
  [
    'chat_messages_total{outcome="lost"}',
    'chat_messages_total never has outcome="lost"; it is one of stored, blocked, duplicate, invalid, limited, failed.',
  ],
  ['sum by (rom) (up)', 'what is aggregated has no label rom; it has instance, job.'],
  ['sum by (room) (sum by (job) (chat_messages_total))', 'what is aggregated has no label room; it has job.'],
  [
    'sum by (le) (histogram_quantile(0.9, chat_pool_wait_seconds_bucket))',
    'what is aggregated has no label le; it has instance, job.',
  ],
  ['sum(up) / on (job) sum(up)', 'what the operator joins has no label job; it has none.'],
  ['sum(up', 'it is not PromQL: something is wrong near "sum(up".'],
])('finds what is wrong in %s', (expr, message) => {
  expect(said(expr)).toEqual([message]);
});

it('finds nothing wrong in any recording rule, and knows the labels of what each records', () => {
  expect(lintRules({ file, text }, { known, scrapeSeconds: 15 })).toEqual([]);
  for (const { record, expr } of recordingGroups(config).flatMap(({ recordings }) => recordings)) {
    const labels = known.get(record)?.labels;
    expect(labels).toBeInstanceOf(Map);
    const names = labels instanceof Map ? [...labels.keys()] : [];
    // The level that begins a name is the labels that are left, besides the job; of a table there is one instance.
    const isTable = print(expr).includes('chat_table_');
    const left = names.filter((name) => name !== 'job' && !(isTable && name === 'instance'));
    const [level = ''] = record.split(':');
    const told = left.toSorted((a, b) => b.length - a.length).reduce((text, name) => text.replace(name, ''), level);
    expect([record, left.filter((name) => !level.includes(name)), told]).toEqual([
      record,
      [],
      expect.stringMatching(/^(job)?_*$/),
    ]);
    expect(names).toContain('job');
  }
});

it('says of a rule file in which rule the fault is', () => {
  const rules = `
groups:
  - name: mine
    rules:
      - record: job:mine:sum
        expr: sum by (job) (mine)
      - alert: Mine
        expr: job:mine:sum{room="I"} > 1
`;
  const source = { file: 'rules/mine.yml', text: rules };
  expect(lintRules(source, { known: withRecorded(known, [source]), scrapeSeconds: 15 })).toEqual([
    { file: 'rules/mine.yml', where: 'recording rule job:mine:sum', rule: 'known-series', message: undeclared('mine') },
    {
      file: 'rules/mine.yml',
      where: 'alert Mine',
      rule: 'known-series',
      message: 'job:mine:sum has no label room; it has job.',
    },
  ]);
});

it.each([
  ['groups: [', 'whole file', /^it is not YAML: /],
  ['groups: 3', 'groups', /^it is not a file of rules: /],
  ['- 1', 'whole file', /^it is not a file of rules: /],
])('says what is wrong with a file that it cannot read: %s', (broken, where, message) => {
  const source = { file: 'rules/broken.yml', text: broken };
  expect(withRecorded(known, [source])).toEqual(known);
  expect(lintRules(source, { known, scrapeSeconds: 15 })).toEqual([
    { file: 'rules/broken.yml', where, rule: 'readable', message: expect.stringMatching(message) },
  ]);
});
