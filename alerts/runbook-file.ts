import { type GeneratedFile, generatedNotice } from '../config/generated-file.ts';
import { print } from '../metrics/promql/print.ts';
import { printScaled, type TimeScale } from '../prometheus/scaled.ts';
import type { Alert, Runbook } from './alert.ts';

const severityText = {
  page: 'somebody is called now',
  ticket: 'somebody looks in working hours',
  none: 'nobody is called',
} as const;

const promql = (text: string, indent = ''): string => `${indent}\`\`\`promql\n${indent}${text}\n${indent}\`\`\``;

const step = (one: Runbook['diagnosis'][number], scale: TimeScale): string =>
  typeof one === 'string' ? `1. ${one}` : `1. ${one.says}\n${promql(print(one.query, scale), '   ')}`;

/** Writes the runbook of an alert as Markdown: what it means, what people notice, what to look at, what to do. */
export const runbookFile = (alert: Alert, scale: TimeScale): GeneratedFile => {
  const { name, severity, expr, keepFiringFor, panel, runbook, consequenceOf } = alert;
  const held =
    alert.for.seconds > 0
      ? `It fires when this holds for ${printScaled(alert.for, scale)}`
      : 'It fires as soon as this holds';
  const kept = keepFiringFor ? `, and goes on for ${printScaled(keepFiringFor, scale)} after it has ceased` : '';
  const hidden =
    consequenceOf.length > 0 ? [`While ${consequenceOf.join(' or ')} fires, nobody is told of it.`, ''] : [];
  const { timeScale = 1 } = scale;
  const faster =
    timeScale === 1
      ? []
      : [`The clock of the rules runs ${timeScale} times as fast as in earnest, of which the prose speaks.`, ''];
  const text = [
    `<!-- ${generatedNotice('alerts/rules/')} -->`,
    `# ${name}`,
    '',
    `Severity: ${severity} (${severityText[severity]}). Panel: ${panel.title}, on dashboard ${panel.uid}.`,
    '',
    '## Meaning',
    '',
    runbook.meaning,
    '',
    `${held}${kept}:`,
    '',
    promql(print(expr, scale)),
    '',
    ...hidden,
    ...faster,
    '## Impact',
    '',
    runbook.impact,
    '',
    '## Diagnosis',
    '',
    ...runbook.diagnosis.map((one) => step(one, scale)),
    '',
    '## Mitigation',
    '',
    ...runbook.mitigation.map((one) => `1. ${one}`),
  ];
  return { path: `alerts/generated/runbooks/${name}.md`, text: `${text.join('\n')}\n` };
};
