/** Tells the person who runs the exporter one sentence. */
export type Log = (level: 'info' | 'warn' | 'error', sentence: string) => void;

/** Writes each sentence as one line of JSON with ECS field names. `now` is Unix time in milliseconds. */
export const jsonLog =
  (write: (line: string) => void, now: () => number = () => Date.now()): Log =>
  (level, sentence) => {
    const time = new Date(now()).toISOString();
    write(
      `${JSON.stringify({ '@timestamp': time, 'log.level': level, message: sentence, 'event.dataset': 'gapwatch.exporter' })}\n`,
    );
  };
