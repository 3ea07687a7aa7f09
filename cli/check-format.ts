import type { Finding } from '../config/finding.ts';
import { lineOf } from './check-lines.ts';

/** All that a check has found, and what it could not look at. */
export interface Checked {
  /** What was looked at, in words: `53 files`. */
  readonly what: string;
  /** What it was held against, where that is not its own source. */
  readonly against?: string;
  /** What the rules' tests reach, in a sentence; absent where there are none of ours. */
  readonly covered?: string;
  readonly findings: readonly Finding[];
  readonly excused: readonly (Finding & { readonly reason: string; readonly until: string })[];
  /** A sentence for each thing that was not checked. */
  readonly notMade: readonly string[];
}

/** Text of a file that findings name; undefined where it cannot be had. */
export type TextOf = (file: string) => string | undefined;

/** The forms of `--format`. */
export const formats = ['text', 'json', 'github'] as const;

/** So many of a thing, in words. */
export const plural = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;

const summaryOf = ({ what, against, findings, excused }: Checked): string => {
  const passed = excused.length > 0 ? ` ${excused.length} excused.` : '';
  return `${what} checked${against === undefined ? '' : ` against ${against}`}, ${plural(findings.length, 'finding')}.${passed}`;
};

const asText = (checked: Checked): string =>
  [
    ...checked.findings.map(({ file, where, message, rule }) => `${file}: ${where}: ${message} (${rule})`),
    ...checked.notMade,
    ...(checked.covered === undefined ? [] : [checked.covered]),
    summaryOf(checked),
  ].join('\n');

const asJson = ({ findings, excused, notMade, covered }: Checked, textOf: TextOf): string =>
  JSON.stringify(
    {
      findings: findings.map((finding) => ({ ...finding, line: lineOf(finding, textOf(finding.file)) })),
      excused,
      notMade,
      ...(covered !== undefined && { covered }),
    },
    undefined,
    2,
  );

const escaped = (text: string): string => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');

const property = (text: string): string => escaped(text).replace(/:/g, '%3A').replace(/,/g, '%2C');

/** @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
const asGithub = (checked: Checked, textOf: TextOf, folder: string): string =>
  [
    ...checked.findings.map((finding) => {
      const { file, where, rule, message } = finding;
      const line = lineOf(finding, textOf(file)) ?? 1;
      return `::error file=${property(`${folder}${file}`)},line=${line},title=${property(rule)}::${escaped(`${where}: ${message}`)}`;
    }),
    ...checked.notMade.map((sentence) => `::warning title=not checked::${escaped(sentence)}`),
    summaryOf(checked),
  ].join('\n');

/**
 * Writes what a check has found.
 * @param folder of the findings' files, from where the command runs, with a slash at its end; empty for the same
 */
export const writeChecked = (
  checked: Checked,
  format: (typeof formats)[number],
  textOf: TextOf,
  folder: string,
): string => {
  if (format === 'json') return asJson(checked, textOf);
  return format === 'github' ? asGithub(checked, textOf, folder) : asText(checked);
};
