/** Lengths of the units of a duration, in seconds. */
const unitSeconds: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
};

/**
 * A length of time as Prometheus writes it, `1h30m`, in seconds.
 * @returns undefined for anything else
 */
export const secondsOf = (text: string): number | undefined => {
  if (!/^(\d+(ms|[smhdwy]))+$/.test(text)) return text === '0' ? 0 : undefined;
  return [...text.matchAll(/(\d+)(ms|[smhdwy])/g)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (unitSeconds[unit] ?? 0),
    0,
  );
};

/** A number of PromQL: decimal, hexadecimal, `Inf`, `NaN`, or a length of time in seconds. */
export const numberOf = (text: string): number => {
  const word = text.toLowerCase().replaceAll('_', '');
  if (word.startsWith('-')) return -numberOf(word.slice(1));
  const plain = word.replace(/^\+/, '');
  return plain === 'inf' ? Infinity : (secondsOf(plain) ?? Number(plain));
};

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' };

/** What stands between the quotes of a string of PromQL, its escapes resolved; backquotes have none. */
export const stringOf = (text: string): string => {
  const between = text.slice(1, -1);
  if (text.startsWith('`')) return between;
  return between.replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[0-7]{3}|.)/gs, (_, code: string) => {
    if (/^[xu]/.test(code) && code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    if (/^[0-7]{3}$/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
    return escapes[code] ?? code;
  });
};
