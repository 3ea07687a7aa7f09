import { basename } from 'node:path';
import { createDeadLetters } from './dead-letters.ts';
import { createDelivery } from './delivery.ts';
import { usualSettleMs } from './doubtful-lines.ts';
import { adoptOrphans, makeOwnFolder, type OwnFolder } from './folder.ts';
import { createGate, type Pauses } from './gate.ts';
import type { SpoolMeter, Trouble } from './meter.ts';
import type { Damage } from './reader.ts';
import type { LineText } from './record.ts';
import { createShipper, type Shipper } from './shipper.ts';
import { bytesLeft, openSource, type Source } from './source.ts';
import type { LogStore } from './store.ts';
import type { SyncMode } from './syncer.ts';
import type { Usage } from './usage.ts';
import { createWriter } from './writer.ts';

/** Milliseconds between looks for what dead processes left. */
const adoptMs = 10_000;

/** What a spool does and where. */
export interface SpoolOptions {
  /** Folder on a disk of this machine, which many processes may share. */
  readonly folder: string;
  readonly store: LogStore;
  /** Name of where the store puts them: lines that dead processes left are adopted if theirs go there too. */
  readonly destination: string;
  readonly meter: SpoolMeter;
  /** Bytes that this process may have waiting, those that it adopts among them. */
  readonly limitBytes: number;
  readonly sync: SyncMode;
  /** The store takes nothing, or not all, in its words; undefined: it does again. Told once for each change, and not while it closes. */
  readonly onTrouble: (kind: Trouble | undefined, reason: string) => void;
  /** The disk takes nothing, or gives nothing back. Told at most once a minute. */
  readonly onFailure: (error: unknown) => void;
  readonly pauses?: Pauses;
  /**
   * Milliseconds for which the store may still carry out a request whose answer was lost; its lines are looked up and sent again after
   * that.
   */
  readonly settleMs?: number;
  /** Milliseconds that lines gather before they are sent. */
  readonly gather?: number;
}

/** What a spool holds now. */
export interface SpoolState {
  readonly bytes: number;
  readonly limitBytes: number;
  /** Seconds since the oldest line that waits was written; 0 where none does. */
  readonly oldestAge: number;
  readonly up: boolean;
}

/** Lines on their way through a folder to a store: what a completed write has put there gets to the store, and once. */
export interface Spool {
  /** Takes a line, or gives it up and counts it; never waits, never throws. */
  readonly write: (id: string, line: LineText, level: string) => void;
  /** Writes what the present turn of the event loop has gathered. */
  readonly flush: () => void;
  readonly state: () => SpoolState;
  /** Ships for at most `withinMs` milliseconds; the rest stays on the disk for the next process. */
  readonly close: (withinMs: number) => Promise<void>;
}

const failurePause = 60_000;

/** Lines go on whatever those do who hear of them. */
const tell = (say: () => void): void => {
  try {
    say();
  } catch (error) {
    process.emitWarning(`What hears of trouble with log lines has failed: ${error}`, 'GapwatchWarning');
  }
};

/** Starts a spool of this process. Throws nothing: while its folder cannot be made, lines are given up and counted. */
export const openSpool = (options: SpoolOptions): Spool => {
  const { folder, store, destination, meter, limitBytes, sync, onTrouble } = options;
  const unknown = Number.POSITIVE_INFINITY;
  const usage: Usage = { bytes: 0, limit: limitBytes, free: unknown, disk: unknown };
  let own: (OwnFolder & { readonly source: Source; readonly shipper: Shipper }) | undefined;
  let troubled: Trouble | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;
  let adopting: Promise<void> = Promise.resolve();
  let closing = false;
  /** Adopted folders that could not be looked into yet. */
  let unopened: readonly string[] = [];
  const settleMs = options.settleMs ?? usualSettleMs;

  const onFailure = (error: unknown) => {
    if (performance.now() - failedAt < failurePause) return;
    failedAt = performance.now();
    tell(() => options.onFailure(error));
  };
  const gate = createGate(Math.random, options.pauses);
  const deadLetters = createDeadLetters(folder, () => basename(own?.path ?? 'none'), destination, meter);
  const delivery = createDelivery(store, {
    gate,
    deadLetters,
    meter,
    settleMs,
    onTrouble(kind, reason) {
      // Whoever logs what it is told would have no spool any more.
      if (kind === troubled || closing) return;
      troubled = kind;
      tell(() => onTrouble(kind, reason));
    },
  });
  const damage: Damage = {
    corrupt: deadLetters.quarantine,
    torn: () => meter.dropped('torn', 1),
  };
  const onSettled = (bytes: number) => {
    usage.bytes -= bytes;
  };
  const onRemoved = (bytes: number) => {
    usage.free += bytes;
  };

  const openFolder = (): string => {
    if (own) return own.path;
    const made = makeOwnFolder(folder, destination);
    const source = openSource(made.path, { damage, end: writer.end, settleMs, onSettled, onRemoved, onFailure });
    const shipper = createShipper(source, {
      delivery,
      onEmpty: (orphan) => orphan.remove(),
      onFailure,
      ...(options.gather !== undefined && { gather: options.gather }),
    });
    own = { ...made, source, shipper };
    return made.path;
  };

  const writer = createWriter(openFolder, {
    usage,
    meter,
    mode: sync,
    onWritten: (bytes) => own?.shipper.wake(bytes),
    onFailure,
  });

  const adopt = async () => {
    try {
      openFolder();
      if (own === undefined) return;
      const found = [...unopened, ...(await adoptOrphans(folder, own.path, destination))];
      unopened = [];
      for (const orphan of found) {
        try {
          const source = openSource(orphan, { damage, settleMs, onSettled, onRemoved, onFailure });
          usage.bytes += bytesLeft(orphan);
          own.shipper.add(source);
        } catch (error) {
          unopened = [...unopened, orphan];
          onFailure(error);
        }
      }
    } catch (error) {
      onFailure(error);
    }
  };
  adopting = adopt();
  const timer = setInterval(() => {
    adopting = adopting.then(adopt);
  }, adoptMs).unref();

  return {
    write: writer.write,
    flush: writer.flush,
    state() {
      const oldest = own?.shipper.oldest();
      return {
        bytes: usage.bytes,
        limitBytes,
        oldestAge: oldest === undefined ? 0 : Math.max(0, Date.now() - oldest) / 1000,
        up: gate.isUp(),
      };
    },
    async close(withinMs) {
      closing = true;
      clearInterval(timer);
      writer.close();
      await adopting;
      if (own === undefined) return;
      const all = await own.shipper.close(withinMs);
      if (all) await own.source.remove().catch(onFailure);
      else await own.source.close();
      own.leave();
    },
  };
};
