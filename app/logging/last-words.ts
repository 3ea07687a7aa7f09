import type { RunningLog } from './start-log.ts';

/** Milliseconds that the last line may take to be shipped. The process is not to be trusted any more. */
const patience = 500;

/**
 * Writes an error that nobody caught as a line like all others, and ends the process. Node itself would print a stack of many
 * lines, which no log store takes for one, and which may quote what should not be told.
 */
export const endAtUncaught = ({ log, close }: RunningLog): void => {
  process.once('uncaughtException', (error) => {
    log.error('Nobody caught an error; the process ends.', {}, error);
    void close(patience).finally(() => process.exit(1));
  });
};
