import { fdatasync, fdatasyncSync } from 'node:fs';

/**
 * When what is written reaches the disk itself, which only a crash of the whole machine shows; that of a process loses nothing
 * in either way. `always`: before the caller goes on, some 26 ms on a hard disk. `interval`: within 200 ms or 256 KB, so that such
 * a crash loses at most that and what is written while the disk works. `never`: when the system likes, on Linux within some 30 s.
 */
export type SyncMode = 'always' | 'interval' | 'never';

const interval = { ms: 200, bytes: 256 * 1024 };

/** Brings what is written to one file to the disk. */
export interface Syncer {
  readonly wrote: (bytes: number) => void;
  /** Brings the rest there and then calls `then`. */
  readonly end: (then: () => void) => void;
}

/** Watches over an open file. `onSynced` gets the seconds that the disk took, `onFailure` what it said. */
export const createSyncer = (
  descriptor: number,
  {
    mode,
    onSynced,
    onFailure,
  }: {
    readonly mode: SyncMode;
    readonly onSynced: (seconds: number) => void;
    readonly onFailure: (error: unknown) => void;
  },
): Syncer => {
  let dirty = 0;
  let timer: NodeJS.Timeout | undefined;
  let busy = false;
  let atEnd: (() => void) | undefined;

  const sync = () => {
    clearTimeout(timer);
    timer = undefined;
    busy = true;
    dirty = 0;
    const began = performance.now();
    fdatasync(descriptor, (error) => {
      busy = false;
      if (error) onFailure(error);
      else onSynced((performance.now() - began) / 1000);
      look();
    });
  };
  const look = () => {
    if (busy) return;
    if (atEnd) {
      if (dirty > 0 && mode === 'interval') return sync();
      clearTimeout(timer);
      const then = atEnd;
      atEnd = undefined;
      return then();
    }
    if (mode !== 'interval' || dirty === 0) return;
    if (dirty >= interval.bytes) sync();
    else timer ??= setTimeout(sync, interval.ms).unref();
  };

  return {
    wrote(bytes) {
      if (mode === 'always') {
        const began = performance.now();
        fdatasyncSync(descriptor);
        onSynced((performance.now() - began) / 1000);
        return;
      }
      dirty += bytes;
      look();
    },
    end(then) {
      atEnd = then;
      look();
    },
  };
};
