import type { End, Scenario } from './scenarios.ts';
import type { Found } from './stored.ts';
import type { Tally } from './tally.ts';

/** What is wrong with the lines of one process, in sentences; nothing where none was lost and none is there twice. */
export const judge = (
  { full, poison }: Scenario,
  end: End,
  { tally, found, aside }: { readonly tally: Tally; readonly found: Found; readonly aside: ReadonlySet<string> },
): string[] => {
  const { writers, stored } = found;
  const wrong: string[] = [];
  const [writer = ''] = writers;
  if (writers.length > 1) wrong.push(`its lines have ${writers.length} writers`);
  const apart = [...aside].filter((id) => id.startsWith(`${writer}-`)).map((id) => Number(id.split('-')[1]));
  const distinct = new Set([...stored, ...apart]);
  const doubled = stored.length - new Set(stored).size;
  if (doubled > 0) wrong.push(`${doubled} lines are stored twice`);

  const dropped = tally.spool_full + tally.disk + tally.otherwise;
  // Of the one that was killed, in the middle of a write: it was never accepted.
  if (tally.torn > 1) wrong.push(`${tally.torn} lines were half written, of one process that was killed`);
  if (tally.otherwise > 0) wrong.push(`${tally.otherwise} lines were dropped for no reason that was given`);
  if (full === undefined && dropped > 0) wrong.push(`${dropped} lines were dropped though there was room`);
  if (full !== undefined && end === 'none' && dropped === 0) wrong.push('none was dropped, so nothing was full');
  if (poison !== undefined && end === 'none' && apart.length === 0) {
    wrong.push('none was put aside, so the store has refused none');
  }
  if (poison === undefined && apart.length > 0) wrong.push(`${apart.length} lines were put aside that are well`);

  const last = apart.reduce((most, one) => Math.max(most, one), stored.at(-1) ?? 0);
  if (end === 'SIGKILL') {
    // It could not tell of what it did last.
    if (distinct.size < tally.accepted) wrong.push(`${tally.accepted - distinct.size} accepted lines are missing`);
    const gaps = last - distinct.size;
    if (gaps > dropped) wrong.push(`${gaps - dropped} lines are missing between others`);
  } else {
    if (distinct.size !== tally.accepted) wrong.push(`${tally.accepted} were accepted, ${distinct.size} are there`);
    if (tally.logged !== tally.accepted + dropped) {
      wrong.push(`${tally.logged} were logged, ${tally.accepted} accepted and ${dropped} dropped`);
    }
    if (dropped === 0 && last !== distinct.size) wrong.push(`${last - distinct.size} lines are missing between others`);
  }
  return wrong;
};
