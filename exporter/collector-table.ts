import { type GeneratedFile, generatedNotice } from '../config/generated-file.ts';
import type { Config } from '../config/load-config.ts';
import { chooseCollectors } from './collector-choice.ts';
import { makeCollectors } from './collectors.ts';
import type { Collector } from './engine/collector.ts';

const cell = (text: string): string => text.replace(/[|\\]/g, (c) => `\\${c}`).replace(/\s+/g, ' ');

const rowOf = ({ name, help, enabled, timeoutMs, supports, families, openFamilies }: Collector): string => {
  const open = openFamilies?.prefixes.map((prefix) => `\`${prefix}*\` (at most ${openFamilies.atMost})`) ?? [];
  const cells = [
    `\`${name}\``,
    cell(help),
    enabled ? 'on' : 'off',
    `${timeoutMs / 1000} s`,
    cell(supports?.servers ?? 'any'),
    [...families.map((family) => `\`${family.name}\``), ...open].join(', '),
  ];
  return `| ${cells.join(' | ')} |`;
};

/** The table of the collectors of a configuration, for people: what each tells, whether it runs, and of which servers. */
export const collectorTable = (config: Config): GeneratedFile => {
  const collectors = chooseCollectors(makeCollectors(config), config.exporter.collectors);
  const families = collectors.flatMap((collector) => collector.families);
  const lines = [
    `<!-- ${generatedNotice('exporter/collectors.ts')} -->`,
    '# Collectors',
    '',
    'One is switched on by `exporter.collectors.NAME.enabled` of the configuration or `--collector NAME`, and off by',
    '`--no-collector NAME`; `collect[]=NAME` and `exclude[]=NAME` choose among those that are on for one scrape.',
    '',
    '| Collector | What it tells | State | Deadline | Servers | Families |',
    '| --- | --- | --- | --- | --- | --- |',
    ...collectors.map(rowOf),
    '',
    '## Families',
    '',
    '| Family | Kind | Labels | Meaning |',
    '| --- | --- | --- | --- |',
    ...families.map(
      ({ name, kind, labels, help }) =>
        `| \`${name}\` | ${kind} | ${Object.keys(labels)
          .map((label) => `\`${label}\``)
          .join(', ')} | ${cell(help)} |`,
    ),
    '',
  ];
  return { path: 'exporter/generated/collectors.md', text: lines.join('\n') };
};
