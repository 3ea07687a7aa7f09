import { bytesText, durationText } from '../units.ts';
import type { OwnerState } from './owner-state.ts';
import type { SpoolStatus } from './spool-status.ts';

const heads = ['process', 'state', 'waits', 'oldest line', 'on the disk', 'shipped up to', 'writes', 'to'] as const;

const age = (oldest: number | undefined, now: number): string =>
  oldest === undefined ? '-' : durationText(Math.max(0, now - oldest) / 1000);

const rowsOf = ({ alive, destination = '-', adopted, bytesPerSecond, ...own }: OwnerState, now: number): string[][] =>
  [own, ...adopted].map(({ name, waitingBytes, oldest, bytes, segments, cursor }, i) => [
    i === 0 ? name : `  ${name}`,
    i > 0 ? 'adopted' : alive ? 'alive' : 'dead',
    bytesText(waitingBytes),
    age(oldest, now),
    `${bytesText(bytes)} in ${segments}`,
    `${cursor.segment}:${cursor.offset}`,
    i > 0 || bytesPerSecond === undefined ? '-' : `${bytesText(bytesPerSecond)}/s`,
    destination,
  ]);

const table = (rows: readonly (readonly string[])[]): string[] => {
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
};

const capacityLine = ({ capacity }: SpoolStatus): string => {
  if (capacity === undefined)
    return 'How long the store may stay away is not known: nothing was written within the last minute.';
  const { debug, information, all } = capacity.seconds;
  return `At ${bytesText(capacity.bytesPerSecond)}/s the store may stay away for ${durationText(debug)} until debug lines are given up, ${durationText(information)} until information, ${durationText(all)} until errors.`;
};

const lettersLine = ({ deadLetters: { lines, damaged, bytes } }: SpoolStatus): string => {
  const parts = Object.entries(lines).map(([reason, count]) => `${count} ${reason}`);
  if (damaged > 0) parts.push(`${damaged} damaged`);
  return parts.length === 0 ? 'No line is put aside.' : `Put aside: ${parts.join(', ')} (${bytesText(bytes)}).`;
};

/** How it stands with a spool, for a person. @param now the time of the status, in milliseconds since the epoch */
export const renderStatus = (status: SpoolStatus, now: number): string => {
  const { folder, owners, waitingBytes, limitBytes, freeBytes, oldestAge } = status;
  const oldest = oldestAge === undefined ? '' : `, the oldest line for ${durationText(oldestAge)}`;
  return [
    `${folder}: ${bytesText(waitingBytes)} wait to be shipped${oldest}; each process may have ${bytesText(limitBytes)}, the disk has ${bytesText(freeBytes)} left.`,
    ...(owners.length > 0 ? ['', ...table([heads, ...owners.flatMap((owner) => rowsOf(owner, now))]), ''] : []),
    capacityLine(status),
    lettersLine(status),
    ...status.findings,
  ].join('\n');
};
