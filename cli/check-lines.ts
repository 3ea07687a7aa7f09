import type { Finding } from '../config/finding.ts';

/** What stands in the line that a finding's place means: the rule's name, the panel's title, the variable's name. */
const patternOf = (where: string): RegExp | undefined => {
  const [, kind = '', name = ''] =
    /^(alert|recording rule|panel|variable|metric) "?(.+?)"?(?:, query .*)?$/.exec(where) ?? [];
  const quoted = name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const patterns: Readonly<Record<string, string>> = {
    alert: `^[ -]*['"]?alert['"]?: ['"]?${quoted}['"]?,?$`,
    'recording rule': `^[ -]*['"]?record['"]?: ['"]?${quoted}['"]?,?$`,
    panel: `^ *"title": "${quoted}",?$`,
    variable: `^ *"name": "${quoted}",?$`,
    // Kind and unit make the suffixes of a name.
    metric: `['"\`]${quoted.replace(/_(seconds_total|bytes_total|total|info|timestamp_seconds|seconds|bytes|ratio)$/, '')}`,
  };
  const pattern = patterns[kind];
  return pattern === undefined ? undefined : new RegExp(pattern, 'm');
};

/**
 * The line of a file that a finding is about, from 1.
 * @returns undefined where none can be told, as for the file as a whole
 */
export const lineOf = ({ where }: Finding, text: string | undefined): number | undefined => {
  const [, told] = /^line (\d+)/.exec(where) ?? [];
  if (told !== undefined) return Number(told);
  const at = text === undefined ? undefined : patternOf(where)?.exec(text)?.index;
  return at === undefined ? undefined : text?.slice(0, at).split('\n').length;
};
