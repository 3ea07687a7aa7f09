/** Longest text of a field, in UTF-16 units; Elasticsearch refuses keywords above 32 KiB. */
const longest = 8_192;

/** Control characters, and the line ends that editors and terminals know besides CR and LF. */
const controls = /[\p{Cc}\u2028\u2029]/gu;

const names: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** What stands in the place of a secret. */
export const redacted = '[redacted]';

/**
 * What tokens look like: a Bearer header, a JSON web token, the user of a URL, a cookie header, and `password=…` and its
 * like in text, URLs and JSON, also as the end of a longer name; but not MySQL's `(using password: YES)`.
 */
const tokens: readonly (readonly [RegExp, string])[] = [
  [/\bBearer\s+[^\s"',;]+(?:,[^\s"',;]+)?/gi, `Bearer ${redacted}`],
  [/\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g, redacted],
  [/:\/\/[^\s/@"']+@/g, `://${redacted}@`],
  [/\b((?:set-)?cookie["']?\s*[=:]\s*["']?)[^\r\n"']+/gi, `$1${redacted}`],
  [
    /((?:\b|_)pass|password|passwd|secret|token|api[-_]?key|authorization)(["']?\s*[=:]\s*)(?!Bearer \[|(?:YES|NO)\))["']?(?:Basic\s+)?[^\s"'&,;]+["']?/gi,
    `$1$2${redacted}`,
  ],
];

/** What every text holds that any of the above would change; most hold none of it, and are looked at once. */
const suspicious = /[^ -?A-~\u00a0-\u2027\u202a-\uffff]|bearer|eyj|cookie|pass|secret|token|api|auth/i;

/**
 * What every text holds that any of the above would change, as they ask for a colon or an equals sign but in those two cases, or that stands
 * otherwise in JSON: quotation marks and backslashes, and what may be half a pair of surrogates.
 */
const unlikeJson = /[^ !#-9;<>?A-[\]-~\u00a0-\u2027\u202a-\ud7ff\ue000-\uffff]|bearer|eyj/i;

/** Makes texts safe for a log: no control character acts, no token shows, no length hurts, every character is one. */
export interface TextCleaner {
  /** For one line. */
  readonly line: (text: string) => string;
  /** The same as JSON. */
  readonly json: (text: string) => string;
  /** Keeps line ends, for a stack trace. */
  readonly lines: (text: string) => string;
}

/** May leave half a pair of surrogates, which is no character, and which no store takes. */
const cut = (text: string): string => (text.length > longest ? text.slice(0, longest) : text);

const cleanKnown = (text: string): string => {
  if (!suspicious.test(text)) return text;
  const rest = tokens.reduce((left, [pattern, instead]) => left.replace(pattern, instead), text);
  return rest.replace(controls, (c) => names[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
};

/** A cleaner that also takes out whatever matches one of `patterns`, all of its matches. */
export const createTextCleaner = (patterns: readonly RegExp[] = []): TextCleaner => {
  const own = patterns.map(({ source, flags }) => new RegExp(source, `${flags.replace(/[gy]/g, '')}g`));
  const line = (text: string): string => {
    const clean = cleanKnown(cut(text));
    return cut(own.reduce((left, pattern) => left.replace(pattern, redacted), clean)).toWellFormed();
  };
  const isPlain = (text: string) => own.length === 0 && text.length <= longest && !unlikeJson.test(text);
  return {
    line,
    // Most texts are as they stand there, and are looked at once.
    json: (text) => (isPlain(text) ? `"${text}"` : JSON.stringify(line(text))),
    lines: (text) => cut(cut(text).split('\n').map(line).join('\n')).toWellFormed(),
  };
};
