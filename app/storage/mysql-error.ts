const has = <K extends string>(error: unknown, key: K): error is Error & Record<K, unknown> =>
  error instanceof Error && key in error;

/** Whether nobody knows what becomes of a connection's statement: the connection broke, or did not answer in time. */
export const isFatal = (error: unknown): boolean =>
  (has(error, 'fatal') && error.fatal === true) || (has(error, 'code') && error.code === 'PROTOCOL_SEQUENCE_TIMEOUT');

/** Whether MySQL refused a statement, and nothing else happened. */
export const isRefused = (error: unknown): boolean => has(error, 'sqlState') && !isFatal(error);

/** Whether MySQL refused a row because another has its key. */
export const isDuplicate = (error: unknown): boolean => has(error, 'code') && error.code === 'ER_DUP_ENTRY';
