import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds that Redis keeps a reader waiting for the next broadcast before it says that there is none. */
export const longestRead = 1_000;

/** Milliseconds without an answer after which broadcasts are as good as not read. */
const patience = 5_000;

/** Milliseconds until a read that failed is tried again; the adapter itself would try at once, without end. */
const retryMs = 500;

/** A stream, and the entry behind which it is read. */
interface Place {
  key: string;
  id: string;
}

interface ReadOptions {
  readonly COUNT?: number;
  /** Milliseconds. */
  readonly BLOCK: number;
}

/** All that reading needs of a client. */
interface Reader {
  readonly xRead: (streams: Place[], options: ReadOptions) => Promise<unknown>;
  readonly xRevRange: (
    key: string,
    start: '+',
    end: '-',
    options: { COUNT: number },
  ) => Promise<{ id: string }[] | null>;
  readonly isReady: boolean;
  readonly destroy: () => void;
  readonly connect: () => Promise<unknown>;
}

/** Watches over the connections by which the adapter reads what other workers broadcast. */
export interface ReaderWatch {
  readonly reads: () => boolean;
  /**
   * Changes how a client reads: it loses nothing between two reads, pauses after a failure, and connects anew when nothing comes
   * on a connection that stands.
   */
  readonly watch: <C extends Reader>(client: C) => C;
}

export const createReaderWatch = (): ReaderWatch => {
  let lastAnswer = performance.now();
  const isLate = () => performance.now() - lastAnswer > patience;
  return {
    reads: () => !isLate(),
    watch(client) {
      const read = client.xRead.bind(client);
      const reconnect = () => {
        // While it connects it needs no help.
        if (!client.isReady) return;
        client.destroy();
        // It fails only when it is ended meanwhile.
        client.connect().catch(() => {});
      };
      let start: string | undefined;
      /** The adapter reads from `$`, what comes next, until it has read something: by then this is the end as it first was. */
      const resolve = async ({ key, id }: Place): Promise<Place> => {
        if (id !== '$') return { key, id };
        start ??= (await client.xRevRange(key, '+', '-', { COUNT: 1 }))?.[0]?.id ?? '0';
        return { key, id: start };
      };
      return Object.assign(client, {
        async xRead(streams: Place[], options: ReadOptions) {
          const timer = setTimeout(reconnect, patience);
          try {
            const answer = await read(await Promise.all(streams.map(resolve)), options);
            lastAnswer = performance.now();
            return answer;
          } catch (error) {
            await delay(retryMs);
            throw error;
          } finally {
            clearTimeout(timer);
          }
        },
      });
    },
  };
};
