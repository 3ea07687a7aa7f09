import { alertRules } from '../alerts/lint/lint-alerts.ts';
import { type GeneratedFile, generatedNotice } from '../config/generated-file.ts';
import { dashboardRules } from '../dashboards/lint/lint-dashboard.ts';
import { expressionRules } from '../prometheus/lint/expression-rules.ts';
import { metricRules } from '../prometheus/lint/lint-metrics.ts';
import { recordingRules } from '../prometheus/lint/lint-recordings.ts';
import { validPromql } from '../prometheus/lint/rules/valid-promql.ts';
import { anchor, cell, code, table } from './markdown.ts';
import { pages, pagesFolder } from './pages.ts';

interface Explained {
  readonly name: string;
  readonly why: string;
  readonly bad: readonly { readonly says: string }[];
}

const rowOf = ({ name, why, bad }: Explained): string[] => [
  `${anchor(name)}${code(name)}`,
  cell(why),
  cell(bad[0]?.says ?? ''),
];

const expressionRow = ({ good, bad, ...rule }: (typeof expressionRules)[number] | typeof validPromql): string[] => {
  const [first] = bad;
  return [...rowOf({ ...rule, bad }), code(first.example), code(good[0])];
};

/** Every rule of the lint: what goes wrong without it, and examples. */
export const checksPage = (): GeneratedFile => {
  const section = (title: string, rules: readonly Explained[]): string[] => [
    `## ${title}`,
    '',
    ...table(['Rule', 'Why', 'It says, for example'], rules.map(rowOf)),
    '',
  ];
  const lines = [
    `<!-- ${generatedNotice('prometheus/lint/, alerts/lint/ and dashboards/lint/')} -->`,
    '# What `gapwatch check` looks for',
    '',
    'Besides: files that differ from what their sources generate (`drift`), what promtool and amtool say, and the tests of the rules.',
    '`check.exclusions` of the configuration names rules by these names.',
    '',
    '## Expressions',
    '',
    ...table(
      ['Rule', 'Why', 'It says, for example', 'Of', 'Good'],
      [validPromql, ...expressionRules].map(expressionRow),
    ),
    '',
    ...section('Metrics', metricRules),
    ...section('Recording rules', recordingRules),
    ...section('Alerts', alertRules),
    ...section('Dashboards', dashboardRules),
  ];
  return { path: `${pagesFolder}/${pages.checks}`, text: lines.join('\n') };
};
