import type { LogLine } from './log-line.ts';

/** Characters that do something to a terminal, or to the order of what it shows. */
const acting = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

const escapeCharacter = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A text that acts on no terminal. */
const harmless = (value: unknown): string =>
  (typeof value === 'string' ? value : JSON.stringify(value)).replace(acting, escapeCharacter);

const codes = { red: 31, green: 32, yellow: 33, blue: 34, cyan: 36, dim: 2, bold: 1 } as const;

type Paint = (text: string, ...styles: readonly (keyof typeof codes)[]) => string;

const painted: Paint = (text, ...styles) => `\u001b[${styles.map((style) => codes[style]).join(';')}m${text}\u001b[0m`;

const plain: Paint = (text) => text;

const colours: Readonly<Record<string, keyof typeof codes>> = {
  fatal: 'red',
  error: 'red',
  warn: 'yellow',
  info: 'green',
};

/** What stands elsewhere in the line, or says the same of each of them. */
const untold =
  /^(?:@timestamp|message|log\.level|ecs\.version|event\.(?:id|sequence|dataset|ingested)|service\..+|host\.hostname|process\.pid|data_stream\..+|error\.(?:stack_trace|message)|labels\.(?:writer|worker)|trace\.id|transaction\.id)$/;

const timeText = (time: number): string => (Number.isNaN(time) ? 'no time' : new Date(time).toISOString());

/** A line for a person: when, how urgent, who, what, and in which circumstances. */
export const renderLine = ({ time, fields, waits }: LogLine, colour: boolean): string => {
  const paint = colour ? painted : plain;
  const text = (field: string): string => harmless(fields.get(field) ?? '');
  const level = text('log.level');
  const who = text('labels.worker') || text('service.name');
  const error = text('error.message');
  const message = text('message');
  const values = [...fields].flatMap(([field, value]) =>
    untold.test(field) ? [] : [paint(`${harmless(field).replace(/^labels\./, '')}=`, 'dim') + harmless(value)],
  );
  const stack = String(fields.get('error.stack_trace') ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => `\n    ${paint(harmless(line), 'dim')}`);
  return [
    paint(timeText(time), 'dim'),
    paint(level.padEnd(5), colours[level] ?? 'blue'),
    ...(who === '' ? [] : [paint(who, 'cyan')]),
    paint(message, 'bold'),
    ...(error === '' || error === message ? [] : [paint(error, 'red')]),
    ...values,
    ...(waits ? [paint('(waits in the spool)', 'yellow')] : []),
  ]
    .join('  ')
    .concat(...stack);
};

/** The document in one line of JSON, which acts on no terminal either. */
export const renderJson = ({ document }: LogLine): string => JSON.stringify(document).replace(acting, escapeCharacter);
