import { type GeneratedFile, generatedNotice } from '../config/generated-file.ts';
import type { Metric } from '../metrics/declare.ts';
import type { Declarations } from '../prometheus/catalogue.ts';
import type { RuleText } from '../prometheus/lint/rules-text.ts';
import { anchor, cell, code, table } from './markdown.ts';
import { pages, pagesFolder } from './pages.ts';
import type { Usage } from './usage.ts';

/** What the suffix of a name says of its values; of what a peer named, as far as it says it. */
const unitOf = ({ kind, name }: Metric): string => {
  if (kind === 'info') return '';
  const base = name.replace(/_total$/, '');
  if (base.endsWith('_timestamp_seconds')) return 'Unix time';
  const [, unit] = /_(seconds|bytes|ratio)$/.exec(base) ?? [];
  return unit ?? '';
};

const labelsOf = ({ labels }: Metric): string =>
  Object.entries(labels)
    .map(([label, spec]) =>
      'values' in spec
        ? `${code(label)}: ${spec.values.map(code).join(', ')}`
        : `${code(label)}: at most ${spec.atMost} (${cell(spec.by)})`,
    )
    .join('; ');

const partsOf = ({ kind, name }: Metric): readonly string[] =>
  kind === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name];

const usersOf = (metric: Metric, usage: Usage): string => {
  const users = [...new Set(partsOf(metric).flatMap((name) => usage.get(name) ?? []))];
  if (users.length > 0) return users.join(', ');
  return `nobody here: ${cell(metric.unused ?? `${metric.peer} told it first, and dashboards made for that ask for it.`)}`;
};

const rowOf = (metric: Metric, usage: Usage): string[] => [
  `${anchor(metric.name)}${code(metric.name)}`,
  metric.kind,
  unitOf(metric),
  labelsOf(metric),
  cell(metric.help),
  usersOf(metric, usage),
];

const recordedRow = ({ record = '', expr, labels, group }: RuleText, usage: Usage, isFirst: boolean): string[] => [
  `${isFirst ? anchor(record) : ''}${code(record)}${Object.entries(labels)
    .map(([name, value]) => ` ${code(`${name}="${value}"`)}`)
    .join('')}`,
  code(expr),
  cell(group),
  (usage.get(record) ?? []).join(', '),
];

/** Every metric and every recorded series: what it is, who declares it, who reads it. */
export const metricsPage = (
  declarations: readonly Declarations[],
  rules: readonly RuleText[],
  usage: Usage,
): GeneratedFile => {
  const recorded = rules.filter(({ record }) => record !== undefined);
  const count = declarations.reduce((sum, { metrics }) => sum + metrics.length, 0);
  const lines = [
    `<!-- ${generatedNotice('the declarations of the metrics')} -->`,
    '# Metrics',
    '',
    `${count} metrics, by the file that declares them, and ${new Set(recorded.map(({ record }) => record)).size} recorded series. Prometheus adds the labels \`job\` and \`instance\`.`,
    '',
    ...declarations
      .filter(({ metrics }) => metrics.length > 0)
      .flatMap(({ file, metrics }) => [
        `## ${file}`,
        '',
        ...table(
          ['Metric', 'Kind', 'Unit', 'Labels', 'Meaning', 'Used by'],
          metrics.map((metric) => rowOf(metric, usage)),
        ),
        '',
      ]),
    '## Recorded series',
    '',
    ...table(
      ['Series', 'Expression', 'Group', 'Used by'],
      recorded.map((rule, i) =>
        recordedRow(rule, usage, recorded.findIndex(({ record }) => record === rule.record) === i),
      ),
    ),
    '',
  ];
  return { path: `${pagesFolder}/${pages.metrics}`, text: lines.join('\n') };
};
