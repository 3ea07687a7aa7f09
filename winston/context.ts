import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import type { WinstonInfo } from './error-values.ts';

/** Values that all lines of one piece of work carry, by the names of their fields. */
export interface ContextValues {
  readonly 'http.request.id'?: string;
  readonly 'trace.id'?: string;
  readonly 'transaction.id'?: string;
  readonly 'span.id'?: string;
  readonly [field: string]: string | number | undefined;
}

/** Knows for which piece of work the caller works. */
export interface LogContext {
  /** Runs `work`; whatever it starts logs with these values too, and with those of the work around it. */
  readonly run: <T>(values: ContextValues, work: () => T) => T;
  /** Runs `work` for nobody, though somebody may have brought it about. */
  readonly exit: <T>(work: () => T) => T;
  readonly current: () => ContextValues | undefined;
  /**
   * For a logger's `defaultMeta`, with `values` besides: notes the context at the call. Without it the context is that of the moment at
   * which winston hands the line on, which is a later one while another of the logger's transports makes it wait.
   */
  readonly meta: (values?: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
}

const noted = Symbol('context of a log line');

/** The context that was noted when a line was logged. */
export const notedContext = (info: WinstonInfo): ContextValues | undefined => {
  const values = info[noted];
  return typeof values === 'object' && values !== null ? (values as ContextValues) : undefined;
};

/** A context of its own: what one knows, another does not. */
export const createLogContext = (): LogContext => {
  const storage = new AsyncLocalStorage<ContextValues>();
  return {
    run: (values, work) => storage.run({ ...storage.getStore(), ...values }, work),
    exit: (work) => storage.exit(work),
    current: () => storage.getStore(),
    meta: (values = {}) =>
      // winston copies it into each line by Object.assign, which asks the getter at that moment.
      Object.defineProperty({ ...values }, noted, { get: () => storage.getStore(), enumerable: true }),
  };
};

const traceParent = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:$|-)/;

/**
 * Ids of a transaction in the trace that a `traceparent` header names, or in a new one.
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
export const traceOf = (traceparent?: string): { readonly 'trace.id': string; readonly 'transaction.id': string } => {
  const random = randomBytes(24).toString('hex');
  return {
    'trace.id': traceParent.exec(traceparent ?? '')?.[1] ?? random.slice(16),
    'transaction.id': random.slice(0, 16),
  };
};
