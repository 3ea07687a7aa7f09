/** Something about log lines cannot be told or done: one sentence for the person who called. */
export class LogsError extends Error {
  override name = 'LogsError';
}

/** There is no spool in that place. */
export const noSpool = (folder: string): LogsError =>
  new LogsError(
    `There is no spool at ${folder}; name its folder in logs.spool or by --folder, or start the service, which makes it.`,
  );
