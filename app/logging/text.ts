/** Longest text of a field, in UTF-16 units; Elasticsearch refuses keywords above 32 KiB. */
const longest = 8_192;

/** Control characters, and the line ends that editors and terminals know besides CR and LF. */
const controls = /[\p{Cc}\u2028\u2029]/gu;

const names: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * What tokens look like: a Bearer header, a JSON web token, the user of a URL, a cookie header, and `password=…` and its
 * like in text, URLs and JSON, also as the end of a longer name; but not MySQL's `(using password: YES)`.
 */
const tokens: readonly (readonly [RegExp, string])[] = [
  [/\bBearer\s+[^\s"',;]+(?:,[^\s"',;]+)?/gi, 'Bearer [redacted]'],
  [/\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g, '[redacted]'],
  [/:\/\/[^\s/@"']+@/g, '://[redacted]@'],
  [/\b((?:set-)?cookie["']?\s*[=:]\s*["']?)[^\r\n"']+/gi, '$1[redacted]'],
  [
    /((?:\b|_)pass|password|passwd|secret|token|api[-_]?key|authorization)(["']?\s*[=:]\s*)(?!Bearer \[|(?:YES|NO)\))["']?(?:Basic\s+)?[^\s"'&,;]+["']?/gi,
    '$1$2[redacted]',
  ],
];

/** What every text holds that any of the above would change; most hold none of it, and are looked at once. */
const suspicious = /[\p{Cc}\u2028\u2029@]|bearer|eyj|cookie|pass|secret|token|api|auth/iu;

/** Takes out what looks like a token or a password. */
const redact = (text: string): string =>
  tokens.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text);

/** Makes a text safe for one line of a log: no control character acts, no token shows, no length hurts. */
export const cleanLine = (text: string): string => {
  const kept = text.slice(0, longest);
  if (!suspicious.test(kept)) return kept;
  return redact(kept).replace(controls, (c) => names[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
};

/** As {@link cleanLine}, but keeps line ends, for a stack trace. */
export const cleanLines = (text: string): string => text.split('\n').map(cleanLine).join('\n').slice(0, longest);
