/** Something about log lines cannot be told or done: one sentence for the person who called. */
export class LogsError extends Error {
  override name = 'LogsError';
}
