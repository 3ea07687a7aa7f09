import type { RunningLog } from './start-log.ts';

/** Milliseconds that the last line may take to be shipped. The process is not to be trusted any more. */
const patience = 500;

/**
 * Logs what Node would otherwise print in its own way, over several lines and with whatever it quotes: its warnings, and an
 * error that nobody caught, which ends the process.
 */
export const logProcessEvents = ({ log, close }: RunningLog): void => {
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    // What Node calls an experiment of its own (it makes the page's JavaScript) is no news to whoever reads the log.
    if (warning.name !== 'ExperimentalWarning') log.warn('Node warns.', {}, warning);
  });
  process.once('uncaughtException', (error) => {
    log.error('Nobody caught an error; the process ends.', {}, error);
    void close(patience).finally(() => process.exit(1));
  });
};
