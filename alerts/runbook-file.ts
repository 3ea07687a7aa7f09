import { type GeneratedFile, generatedNotice } from '../config/generated-file.ts';
import type { Config } from '../config/load-config.ts';
import { print } from '../metrics/promql/print.ts';
import { printScaled, type TimeScale } from '../prometheus/scaled.ts';
import type { Alert, Runbook, Step } from './alert.ts';

const severityText = {
  page: 'somebody is called now',
  ticket: 'somebody looks in working hours',
  none: 'nobody is called',
} as const;

const fenced = (language: string, text: string, indent = ''): string =>
  `${indent}\`\`\`${language}\n${indent}${text}\n${indent}\`\`\``;

const step = (one: Step, config: Config, scale: TimeScale): string => {
  if (typeof one === 'string') return `1. ${one}`;
  if ('query' in one) return `1. ${one.says}\n${fenced('promql', print(one.query, scale), '   ')}`;
  const warning = one.run.changes ? ' This changes something.' : '';
  return `1. ${one.says}${warning}\n${fenced('sh', one.run.shell(config, scale), '   ')}`;
};

const places = {
  lab: 'in the folder of `gapwatch.config.ts`, on the machine of the lab',
  compose: 'in the folder of the Compose file, on the machine of the containers',
  swarm: 'on a manager of the Swarm',
} as const;

/** Where the commands go, if there are any that do not go anywhere. */
const placeOfCommands = ({ diagnosis, mitigation }: Runbook, { platform }: Config): string[] => {
  const local = [...diagnosis, ...mitigation].some(
    (one) => typeof one !== 'string' && 'run' in one && one.run.where === 'platform',
  );
  return local ? [`Commands go as they stand ${places[platform.kind]}.`, ''] : [];
};

/** Writes the runbook of an alert as Markdown: what it means, what people notice, what to look at, what to do. */
export const runbookFile = (alert: Alert, config: Config, scale: TimeScale): GeneratedFile => {
  const { name, severity, expr, keepFiringFor, panel, runbook, consequenceOf } = alert;
  const held =
    alert.for.seconds > 0
      ? `It fires when this holds for ${printScaled(alert.for, scale)}`
      : 'It fires as soon as this holds';
  const kept = keepFiringFor ? `, and goes on for ${printScaled(keepFiringFor, scale)} after it has ceased` : '';
  const causes = consequenceOf.map(({ name: cause, same }) =>
    same.length > 0 ? `${cause} of the same ${same.join(' and ')}` : cause,
  );
  const hidden = causes.length > 0 ? [`While ${causes.join(' or ')} fires, nobody is told of it.`, ''] : [];
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
    fenced('promql', print(expr, scale)),
    '',
    ...hidden,
    ...faster,
    '## Impact',
    '',
    runbook.impact,
    '',
    '## Diagnosis',
    '',
    ...placeOfCommands(runbook, config),
    ...runbook.diagnosis.map((one) => step(one, config, scale)),
    '',
    '## Mitigation',
    '',
    ...runbook.mitigation.map((one) => step(one, config, scale)),
  ];
  return { path: `alerts/generated/runbooks/${name}.md`, text: `${text.join('\n')}\n` };
};
