import type { Capture, Condition, Grok, Step } from './step.ts';

/** A field as Logstash writes it. What lives as long as the line is worked on is metadata there, which no output sends. */
export const fieldReference = (name: string): string =>
  name
    .replace(/^_tmp\b/, '@metadata')
    .split('.')
    .map((part) => `[${part}]`)
    .join('');

/**
 * A text in quotation marks.
 * @throws Error if it holds both kinds, or would escape the closing one: Logstash knows no other escapes
 */
export const quote = (text: string): string => {
  const mark = text.includes('"') ? "'" : '"';
  if (text.includes(mark) || text.endsWith('\\')) throw new Error(`Logstash cannot quote this text: ${text}`);
  return `${mark}${text}${mark}`;
};

const quoteField = (name: string): string => quote(fieldReference(name));
const list = (texts: readonly string[]): string => `[${texts.map(quote).join(', ')}]`;
const pairs = (of: Readonly<Record<string, string>>): string =>
  `{ ${Object.entries(of)
    .map(([key, value]) => `${quote(key)} => ${value}`)
    .join(' ')} }`;

const conditionText = (asked: Condition<string>): string => {
  const field = fieldReference(asked.field);
  switch (asked.is) {
    case 'there':
      return field;
    case 'missing':
      return `!${field}`;
    case 'one of':
      return asked.values.map((value) => `${field} == ${quote(value)}`).join(' or ');
    case 'none of':
      return [field, ...asked.values.map((value) => `${field} != ${quote(value)}`)].join(' and ');
    case 'holding':
      return asked.texts.map((text) => `${quote(text)} in ${field}`).join(' or ');
    // Of a field that is missing Logstash would compare nothing with a number, and fail.
    case 'at least':
      return `${field} and ${field} >= ${asked.number}`;
    case 'below':
      return `${field} and ${field} < ${asked.number}`;
    case 'number of':
      return asked.numbers.map((number) => `${field} == ${number}`).join(' or ');
  }
};

/** A plugin and its settings. */
type Plugin = readonly [name: string, ...settings: string[]];

const capture = ({ pattern, into, number }: Capture<string>): string =>
  `%{${pattern}:${fieldReference(into)}${number ? ':int' : ''}}`;

const grok = ({ from, patterns, definitions = {} }: Grok<string>): Plugin => {
  const texts = patterns.map((parts) =>
    parts.map((part) => (typeof part === 'string' ? part : capture(part))).join(''),
  );
  const captured = patterns.flat().flatMap((part) => (typeof part === 'string' ? [] : part.into));
  const own = Object.fromEntries(Object.entries(definitions).map(([name, pattern]) => [name, quote(pattern)]));
  return [
    'grok',
    `match => ${pairs({ [fieldReference(from)]: list(texts) })}`,
    ...(Object.keys(own).length > 0 ? [`pattern_definitions => ${pairs(own)}`] : []),
    // Else what a field already holds would become a list with what is found.
    `overwrite => ${list(captured.map(fieldReference))}`,
    // As long as Elasticsearch gives its own.
    'timeout_millis => 1000',
    'tag_on_failure => []',
  ];
};

const mutate = (setting: string): Plugin => ['mutate', setting];

const replace = (field: string, pattern: string, by: string): Plugin =>
  mutate(`gsub => ${list([fieldReference(field), pattern, by.replaceAll('$', '\\')])}`);

const pluginsOf = (step: Exclude<Step<string>, { readonly do: 'when' }>): readonly Plugin[] => {
  switch (step.do) {
    case 'grok':
      return [grok(step)];
    case 'date':
      return [
        [
          'date',
          `match => ${list([fieldReference(step.from), step.format])}`,
          'locale => "en"',
          `target => ${quoteField(step.into)}`,
          'tag_on_failure => []',
        ],
      ];
    case 'copy':
      return [mutate(`copy => ${pairs({ [fieldReference(step.from)]: quoteField(step.into) })}`)];
    case 'set':
      return [mutate(`replace => ${pairs({ [fieldReference(step.into)]: quote(step.value) })}`)];
    case 'append':
      return [mutate(`add_field => ${pairs({ [fieldReference(step.into)]: quote(step.value) })}`)];
    case 'replace':
      return [replace(step.in, step.pattern, step.by)];
    case 'decode':
      return [
        ...(step.plus === 'blank' ? [replace(step.in, '[+]', ' ')] : []),
        ['urldecode', `field => ${quoteField(step.in)}`, 'tag_on_failure => []'],
      ];
    case 'lowercase':
      return [mutate(`lowercase => ${list([fieldReference(step.in)])}`)];
    case 'trim':
      return [mutate(`strip => ${list([fieldReference(step.in)])}`)];
    case 'fingerprint':
      return [
        [
          'fingerprint',
          `source => ${list(step.from.map(fieldReference))}`,
          'concatenate_sources => true',
          'method => "SHA256"',
          `target => ${quoteField(step.into)}`,
        ],
      ];
    case 'userAgent':
      return [['useragent', `source => ${quoteField(step.from)}`, 'target => "[user_agent]"']];
    case 'geo':
      return [['geoip', `source => ${quoteField(step.from)}`, 'target => "[client]"', 'tag_on_failure => []']];
    case 'remove':
      return [mutate(`remove_field => ${list(step.fields.map(fieldReference))}`)];
  }
};

const indent = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);

const pluginLines = ([name, ...settings]: Plugin): string[] =>
  settings.length === 1 ? [`${name} { ${settings[0]} }`] : [`${name} {`, ...indent(settings), '}'];

/** Steps as lines of Logstash's filter section. */
export const filterLines = (steps: readonly Step<string>[]): string[] =>
  steps.flatMap((step) =>
    step.do === 'when'
      ? [`if ${conditionText(step.if)} {`, ...indent(filterLines(step.steps)), '}']
      : pluginsOf(step).flatMap(pluginLines),
  );
