import type { Variable } from './question.ts';

/** Signs of Unicode that nobody writes: between them stands the name of a variable within a text. */
const [open, close] = ['\uE000', '\uE001'];

/** In a name of a metric or label the same, of letters that a name may have. */
const inName = (name: string): string => `gapwatchvariable_${name}_end`;

const inNames = /gapwatchvariable_\w*?_end/g;

/** A variable as Grafana has written it in the course of time. `$1` is none: `label_replace` knows it. */
const variable = /\$\{(\w+)(?::[^}]*|\.[^}]*)?\}|\[\[(\w+)(?::\w+)?\]\]|\$([A-Za-z_]\w*)/g;

/** Lengths and numbers that Grafana fills in itself. */
const builtIn: Readonly<Record<string, string>> = {
  __interval: '5m',
  __rate_interval: '5m',
  __range: '1h',
  __interval_ms: '300000',
  __rate_interval_ms: '300000',
  __range_s: '3600',
  __range_ms: '3600000',
  __from: '0',
  __to: '0',
};

/** Texts in quotes, and what is between them. */
const pieces = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|[^"'`]+|["'`]/g;

const isNumber = (text: string): boolean => /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text);

const withinBrackets = (before: string): boolean => before.lastIndexOf('[') > before.lastIndexOf(']');

const inPlain = (piece: string, chosen: ReadonlyMap<string, Variable>): string =>
  piece.replace(variable, (found, a?: string, b?: string, c?: string, ...rest: unknown[]) => {
    const name = a ?? b ?? c ?? '';
    const offset = rest.find((one): one is number => typeof one === 'number') ?? 0;
    const [before, after] = [piece.slice(0, offset), piece.slice(offset + found.length)];
    // `[[interval]]` in the place of a range has brackets of its own, and the range none.
    if (withinBrackets(before) || /\boffset\s+-?$/i.test(before)) return '5m';
    if (builtIn[name] !== undefined) return builtIn[name];
    // Whatever function is chosen, it takes what a sum takes.
    if (
      /^\s*(\(|by\b|without\b)/i.test(after) &&
      /(^|[^\w:])$/.test(before) &&
      !/\b(by|without|on|ignoring)\s*$/i.test(before)
    )
      return 'sum';
    const { current = '' } = chosen.get(name) ?? {};
    return isNumber(current) && /(^|[^\w:])$/.test(before) && /^($|[^\w:])/.test(after) ? current : inName(name);
  });

/**
 * Puts signs in the place of Grafana's variables, so that PromQL can be parsed: see {@link patternOf}.
 * @param variables of the dashboard
 */
export const fillVariables = (expr: string, variables: readonly Variable[]): string => {
  const chosen = new Map(variables.map((one) => [one.name, one]));
  return (expr.match(pieces) ?? [])
    .map((piece) =>
      /^["'`]/.test(piece)
        ? piece.replace(variable, (_, a?: string, b?: string, c?: string) => `${open}${a ?? b ?? c}${close}`)
        : inPlain(piece, chosen),
    )
    .join('');
};

const quoted = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

const signs = new RegExp(`${open}\\w*${close}`, 'g');

/** Whether a text or name holds the sign of a variable. */
export const hasVariable = (text: string): boolean => text.search(signs) >= 0 || text.search(inNames) >= 0;

/**
 * A text with signs of variables as a regular expression, any value in the place of each.
 * @param isPattern whether the text is one already
 */
export const patternOf = (text: string, isPattern = false): string => {
  const parts = text.replace(inNames, `${open}${close}`).split(signs);
  return parts.map((part) => (isPattern ? part : quoted(part))).join('.*');
};

/** A sentence about what {@link fillVariables} made, as its reader wrote it. */
export const unfill = (sentence: string): string =>
  sentence
    .replace(new RegExp(`${open}(\\w*)${close}`, 'g'), (_, name: string) => `$${name}`)
    .replace(/gapwatchvariable_(\w*?)_end/g, (_, name: string) => `\${${name}}`);
