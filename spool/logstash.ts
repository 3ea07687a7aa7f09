import { createBufferPool } from './buffer-pool.ts';
import type { SpooledLine } from './record.ts';
import { createRequester, type StoreOptions } from './requester.ts';
import type { LogStore } from './store.ts';

const [open, comma, close] = [0x5b, 0x2c, 0x5d];

/** The lines as one JSON array, of bytes as they lie in the spool. Every line is a JSON object. */
const arrayOf = (lines: readonly SpooledLine[], memory: Buffer): void => {
  let at = 0;
  for (const { line } of lines) {
    memory[at] = at === 0 ? open : comma;
    at += 1;
    at += line.copy(memory, at);
  }
  memory[at] = close;
};

/**
 * A Logstash with an `http` input at `url`, which makes one event of each element of a JSON array. It answers when its queue has taken
 * them all: that queue should be a persisted one. What lines are called is in them, as `event.id`; its pipeline has to store them under
 * that id, or what is sent twice is stored twice.
 * @see https://www.elastic.co/docs/reference/logstash/plugins/plugins-inputs-http
 */
export const logstashStore = (url: string, options: StoreOptions = {}): LogStore => {
  const ask = createRequester(url, { ...options, unfit: 'rejected' });
  const pool = createBufferPool(2);
  return {
    async send(lines, signal) {
      const size = lines.reduce((sum, { line }) => sum + line.length + 1, 1);
      const memory = pool.take(size);
      arrayOf(lines, memory);
      const body = { type: 'application/json', bytes: memory.subarray(0, size) } as const;
      const answer = await ask({ path: '', body }, signal, () => ({
        verdicts: lines.map(() => ({ kind: 'stored' as const })),
      }));
      // A request that was cut off may still be on its way out of this memory.
      if (!('kind' in answer)) pool.give(memory);
      return answer;
    },
    // What is stored only Logstash knows, and not before it has got to it.
  };
};
