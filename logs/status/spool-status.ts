import { statfsSync, statSync } from 'node:fs';
import { goesTo } from '../../spool/destination.ts';
import { listOwners } from '../../spool/folder.ts';
import { sharesOfLimit } from '../../spool/usage.ts';
import { noSpool } from '../logs-error.ts';
import { countLetters, type LetterCounts } from './letter-counts.ts';
import { type OwnerState, ownerState } from './owner-state.ts';

/** From when on a person should look. */
export interface StatusLimits {
  /** Bytes that each process may have waiting. */
  readonly limitBytes: number;
  /** Share of them that may wait. */
  readonly ratio: number;
  /** Age in seconds that a waiting line may have. */
  readonly ageSeconds: number;
}

/** How long the store may stay away, at the rate at which lines come now. */
interface OutageCapacity {
  readonly bytesPerSecond: number;
  /** Seconds until the first process gives up lines of debug, of information, and all; or until the disk is full, if that is sooner. */
  readonly seconds: { readonly debug: number; readonly information: number; readonly all: number };
}

/** How it stands with a spool. */
export interface SpoolStatus {
  readonly folder: string;
  readonly owners: readonly OwnerState[];
  readonly waitingBytes: number;
  readonly limitBytes: number;
  /** Bytes that the disk has left. */
  readonly freeBytes: number;
  /** Seconds since the oldest line was written that waits; absent where none does. */
  readonly oldestAge?: number;
  /** Absent where no living process has written within the last minute. */
  readonly capacity?: OutageCapacity;
  readonly deadLetters: LetterCounts;
  /** What somebody should look at, a sentence each. */
  readonly findings: readonly string[];
}

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

const foldersOf = (owner: OwnerState) => [owner, ...owner.adopted];

const waitingOf = (owner: OwnerState): number => sum(foldersOf(owner).map(({ waitingBytes }) => waitingBytes));

const capacityOf = (owners: readonly OwnerState[], limit: number, free: number): OutageCapacity | undefined => {
  const writing = owners.flatMap((owner) => (owner.bytesPerSecond ? [{ owner, rate: owner.bytesPerSecond }] : []));
  if (writing.length === 0) return undefined;
  const all = sum(writing.map(({ rate }) => rate));
  const untilShed = (share: number) =>
    Math.min(...writing.map(({ owner, rate }) => Math.max(0, limit * share - waitingOf(owner)) / rate), free / all);
  const [debug, information, last] = sharesOfLimit;
  return {
    bytesPerSecond: all,
    seconds: { debug: untilShed(debug), information: untilShed(information), all: untilShed(last) },
  };
};

const lines = (count: number): string => (count === 1 ? '1 line' : `${count} lines`);

const findingsOf = (
  { owners, oldestAge, deadLetters }: Pick<SpoolStatus, 'owners' | 'oldestAge' | 'deadLetters'>,
  { limitBytes, ratio, ageSeconds }: StatusLimits,
): string[] => {
  const full = owners.filter((owner) => waitingOf(owner) > limitBytes * ratio);
  const living = owners.filter(({ alive }) => alive);
  const forsaken = owners.filter(
    (owner) =>
      !owner.alive && waitingOf(owner) > 0 && !living.some(({ destination }) => goesTo(owner.destination, destination)),
  );
  const whither = [...new Set(forsaken.flatMap(({ destination }) => destination ?? []))].sort().join(', ');
  // Those that were half written when a process died lie in its spool too, and were put aside once more.
  const { unreadable: _, ...readable } = deadLetters.lines;
  const apart = sum(Object.values(readable));
  return [
    ...full.map(
      ({ name }) =>
        `The process of ${name} has more than ${Math.round(ratio * 100)} % of what it may have waiting: lines are given up soon, or already.`,
    ),
    ...(oldestAge !== undefined && oldestAge > ageSeconds
      ? [`A line has been waiting for more than ${ageSeconds} s: the store is away or slow, or refuses who sends.`]
      : []),
    ...(forsaken.length > 0
      ? [
          `Lines of processes that have ended wait, and none that lives is there to ship them${whither && ` to ${whither}`}: start the service.`,
        ]
      : []),
    ...(apart > 0
      ? [`${lines(apart)} put aside; \`gapwatch logs replay --dry-run\` shows them, and why the store refused them.`]
      : []),
    ...(deadLetters.damaged > 0
      ? [
          `${deadLetters.damaged} damaged places were found in segments; the bytes lie in dead-letters/*.corrupt: check the disk.`,
        ]
      : []),
  ];
};

/**
 * Looks at a spool beside the processes that use it: owns nothing, changes nothing.
 * @param now in milliseconds since the epoch
 * @throws LogsError if there is no such folder
 */
export const spoolStatus = async (folder: string, limits: StatusLimits, now: number): Promise<SpoolStatus> => {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw noSpool(folder);
  }
  const owners = await Promise.all(listOwners(folder).map((owner) => ownerState(owner, now)));
  const { bavail, bsize } = statfsSync(folder);
  const oldest = owners.flatMap(foldersOf).flatMap((one) => one.oldest ?? []);
  const oldestAge = oldest.length > 0 ? Math.max(0, now - Math.min(...oldest)) / 1000 : undefined;
  const capacity = capacityOf(owners, limits.limitBytes, bavail * bsize);
  const deadLetters = await countLetters(folder);
  const state = { owners, deadLetters, ...(oldestAge !== undefined && { oldestAge }) };
  return {
    folder,
    ...state,
    waitingBytes: sum(owners.map(waitingOf)),
    limitBytes: limits.limitBytes,
    freeBytes: bavail * bsize,
    ...(capacity && { capacity }),
    findings: findingsOf(state, limits),
  };
};
