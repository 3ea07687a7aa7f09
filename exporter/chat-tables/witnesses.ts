import type { TableAnswer } from './table-question.ts';

/**
 * What a table is beside the last time: the same; the same rows in a table that was made anew (ALTER, a swap by RENAME); or one
 * that began anew and has none of its former rows (TRUNCATE, DROP and CREATE).
 */
type Identity = 'same' | 'rebuilt' | 'anew';

/** Knows a table again by some of its rows. */
export interface Witnesses {
  /** Ids of the rows, to be asked for. */
  readonly ids: () => readonly number[];
  /** Compares an answer with those before. */
  readonly judge: (answer: TableAnswer) => Identity;
  /** Chooses from an answer, and ids that are there besides, the rows for the next time. */
  readonly choose: (answer: TableAnswer, others: readonly number[]) => void;
}

/** Oldest and newest row, and some between them; each is one look-up by the primary key. */
const most = 6;

/** Whether rows have the times of ones written one after the other, later than a time, and not all as much later as the next. */
const areWrittenAnew = (rows: readonly { was: number; is: number }[], after: number): boolean =>
  rows.length > 1 &&
  rows.every(({ is }, i) => is > Math.max(after, rows[i - 1]?.is ?? after)) &&
  rows.some(({ was, is }) => Math.abs(is - was - ((rows[0]?.is ?? 0) - (rows[0]?.was ?? 0))) > 0.001);

/**
 * Begins without any row.
 *
 * A row that has its id and its time as before proves that its table was not emptied. Where no such row is left, the table began
 * anew if the server says so: its next id is lower, or its time of creation is another (MariaDB keeps that at a TRUNCATE) and its
 * rows are others. Where
 * more rows came after a TRUNCATE than were there before, neither tells; then rows with the same ids and later times do, unless
 * somebody could have changed the times of all by one UPDATE. In doubt it is the same: no row is counted that did not come.
 */
export const makeWitnesses = (): Witnesses => {
  /** Times by id, ascending; of some that were just chosen they are not known yet. */
  let rows = new Map<number, number | undefined>();
  let before: TableAnswer | undefined;

  return {
    ids: () => [...rows.keys()],
    judge(answer) {
      if (before?.ends === undefined || answer.ends === undefined) return 'same';
      const known = [...rows].flatMap(([id, was]) => (was === undefined ? [] : [{ was, is: answer.times.get(id) }]));
      const isMadeAnew = before.madeAt !== undefined && answer.madeAt !== undefined && before.madeAt !== answer.madeAt;
      if (known.some(({ was, is }) => was === is)) return isMadeAnew ? 'rebuilt' : 'same';
      if (known.length === 0) return isMadeAnew ? 'rebuilt' : 'same';
      const changed = known.flatMap(({ was, is }) => (is === undefined ? [] : [{ was, is }]));
      const hasLowerIds = answer.ends.minId < before.ends.minId;
      // A copy may have lost all rows that were known, and may give out lower ids next.
      if (isMadeAnew) return hasLowerIds || changed.length > 1 ? 'anew' : 'rebuilt';
      if (before.nextId !== undefined && answer.nextId !== undefined) {
        if (answer.nextId < before.nextId) return 'anew';
      } else if (hasLowerIds) return 'anew';
      return areWrittenAnew(changed, before.ends.newestAt ?? Number.POSITIVE_INFINITY) ? 'anew' : 'same';
    },
    choose(answer, others) {
      before = answer;
      const chosen = new Map<number, number | undefined>();
      if (answer.ends) {
        const { minId, oldestAt, maxId, newestAt } = answer.ends;
        chosen.set(minId, oldestAt).set(maxId, newestAt);
        for (const [id, time] of answer.times) if (chosen.size < most) chosen.set(id, chosen.get(id) ?? time);
        for (let i = 1; i < most; i += 1) {
          const id = others[Math.floor((others.length * i) / most)];
          if (id !== undefined && chosen.size < most && !chosen.has(id)) chosen.set(id, undefined);
        }
      }
      rows = new Map([...chosen].sort(([a], [b]) => a - b));
    },
  };
};
