/** winston's own names for what it keeps with a line. @see https://github.com/winstonjs/triple-beam */
const splat = Symbol.for('splat');

/** A line as winston hands it on: what was logged, and besides its level and whatever the logger's format has added. */
export type WinstonInfo = Readonly<Record<string | symbol, unknown>>;

/** Errors that one is caused by, or made of, that are written out. */
const mostCauses = 5;

const stackOf = (error: Error): string => error.stack ?? String(error);

/** What lies behind an error, in the order in which a person would look at it. */
const behind = (error: Error): unknown[] => [
  ...(error instanceof AggregateError ? error.errors : []),
  ...(error.cause === undefined ? [] : [error.cause]),
];

const wholeStack = (error: Error): string => {
  const seen = new Set<unknown>([error]);
  const parts = [stackOf(error)];
  let next = behind(error);
  while (next.length > 0 && parts.length <= mostCauses) {
    const [cause, ...others] = next;
    next = others;
    if (seen.has(cause)) continue;
    seen.add(cause);
    parts.push(`Caused by: ${cause instanceof Error ? stackOf(cause) : String(cause)}`);
    if (cause instanceof Error) next = [...behind(cause), ...others];
  }
  return parts.join('\n');
};

/** What the fields of an error say, and nothing that it carries besides. */
const fieldsOf = (error: Error): Record<string, unknown> => ({
  'error.type': error.constructor?.name || error.name,
  'error.message': error.message,
  'error.stack_trace': wholeStack(error),
  // Node, its libraries and drivers say more by the code than by the class.
  ...('code' in error && error.code !== undefined && { 'error.code': String(error.code) }),
});

const isStack = /\n\s+at /;

/** With what V8 begins a stack. */
const className = /^[\p{L}_$][\p{L}\p{N}_$]*(?=[:\n])/u;

/** What a document has to say of a line. */
export interface LineValues {
  /** Names of the line's own values that are not to be told. */
  readonly except: readonly string[];
  /** Said in the place of those, if anything is. */
  readonly instead?: Readonly<Record<string, unknown>>;
}

const plain: LineValues = { except: ['level'] };

/**
 * How an error that was logged is told by the fields of an error, in whichever way it was logged: as the line, as its message, behind
 * the message, as `err` or `error`, or by winston's own handlers of what nobody caught.
 */
export const lineValues = (info: WinstonInfo): LineValues => {
  const { message } = info;
  const given: unknown = Array.isArray(info[splat]) ? info[splat][0] : undefined;
  if (info.exception === true || info.rejection === true) {
    // They tell of the whole process besides: its arguments may hold secrets.
    const { error } = info;
    const [first = ''] = String(message).split('\n');
    const told = error instanceof Error ? fieldsOf(error) : { 'error.message': String(error) };
    return { except: Object.keys(info), instead: { message: first, ...told } };
  }
  // winston adds what the error has of its own to the line.
  if (given instanceof Error) {
    const except = ['level', 'stack', 'cause', ...Object.keys(given)];
    return { except, instead: { message, ...fieldsOf(given) } };
  }
  if (info instanceof Error) return { except: Object.keys(info), instead: { message, ...fieldsOf(info) } };
  if (message instanceof Error) {
    return { except: ['level', 'message'], instead: { message: message.message, ...fieldsOf(message) } };
  }
  for (const name of ['err', 'error']) {
    const error = info[name];
    if (error instanceof Error) return { except: ['level', name], instead: fieldsOf(error) };
  }
  // What a child logger, and logform's own format of errors, leave of one.
  if (typeof info.stack === 'string' && isStack.test(info.stack)) {
    const type = className.exec(info.stack)?.[0];
    return {
      except: ['level', 'stack', 'cause'],
      instead: { 'error.type': type, 'error.message': message, 'error.stack_trace': info.stack },
    };
  }
  return plain;
};
