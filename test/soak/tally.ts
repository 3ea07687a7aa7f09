import { openSync, readFileSync, writeSync } from 'node:fs';

/** What a process that logs counts. */
const counts = ['logged', 'accepted', 'spool_full', 'disk', 'torn', 'otherwise', 'retried', 'duplicates'] as const;

export type Count = (typeof counts)[number];

export type Tally = Readonly<Record<Count, number>>;

const bytes = 8 * counts.length;

/** Counts in a file, in one write for each change, so that they are there however the process ends. */
export const openTally = (file: string): { add: (count: Count, amount?: number) => void; write: () => void } => {
  const descriptor = openSync(file, 'w');
  const values = new Float64Array(counts.length);
  const write = () => void writeSync(descriptor, new Uint8Array(values.buffer), 0, bytes, 0);
  write();
  return {
    add(count, amount = 1) {
      const at = counts.indexOf(count);
      values[at] = (values[at] ?? 0) + amount;
      // Of the lines that were logged the next count of what became of them tells.
      if (count !== 'logged') write();
    },
    write,
  };
};

/** The counts of a file; zeros before there is one. */
export const readTally = (file: string): Tally => {
  let content = Buffer.alloc(0);
  try {
    content = readFileSync(file);
  } catch {
    // Not begun yet.
  }
  const value = (at: number) => (content.length === bytes ? content.readDoubleLE(8 * at) : 0);
  return Object.fromEntries(counts.map((count, at) => [count, value(at)])) as Record<Count, number>;
};
