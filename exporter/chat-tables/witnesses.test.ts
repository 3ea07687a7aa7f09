import { expect, it } from 'vitest';
import type { TableAnswer } from './table-question.ts';
import { makeWitnesses } from './witnesses.ts';

/** A table by its rows: ids and times. */
interface Table {
  readonly rows: Readonly<Record<number, number>>;
  readonly madeAt?: number;
  readonly nextId?: number;
}

const answerOf = ({ rows, madeAt, nextId }: Table, asked: readonly number[] = []): TableAnswer => {
  const ids = Object.keys(rows).map(Number);
  const [minId, maxId] = [ids[0], ids.at(-1)];
  return {
    ends:
      minId === undefined || maxId === undefined
        ? undefined
        : { minId, oldestAt: rows[minId], maxId, newestAt: rows[maxId] },
    ids,
    counts: [],
    times: new Map(asked.filter((id) => id in rows).map((id) => [id, rows[id]])),
    madeAt,
    nextId,
  };
};

/** What a table is taken for that was another at the two scrapes before. */
const judge = (was: Table, is: Table) => {
  const witnesses = makeWitnesses();
  for (let scrape = 0; scrape < 2; scrape += 1) {
    const answer = answerOf(was, witnesses.ids());
    expect(witnesses.judge(answer)).toBe('same');
    witnesses.choose(answer, answer.ids);
  }
  return witnesses.judge(answerOf(is, witnesses.ids()));
};

const made = { madeAt: 1, nextId: 10 };
const talk = { rows: { 1: 100, 2: 103, 3: 104, 4: 110, 5: 111, 6: 119, 7: 130 }, ...made };

it.each<[string, Table, Table, string]>([
  ['grown', talk, { ...talk, rows: { ...talk.rows, 8: 140 } }, 'same'],
  ['whose oldest row has another time', talk, { ...talk, rows: { ...talk.rows, 1: 500 } }, 'same'],
  ['whose oldest and newest rows went', talk, { ...talk, rows: { 3: 104, 4: 110 } }, 'same'],
  ['that lost its newest rows, and the oldest has another time', talk, { ...talk, rows: { 1: 500, 2: 103 } }, 'same'],
  ['all of whose rows went, and later ones came', talk, { ...talk, rows: { 10: 200, 11: 203 } }, 'same'],
  [
    'all of whose times were moved by nine hours',
    talk,
    { ...talk, rows: Object.fromEntries(Object.entries(talk.rows).map(([id, time]) => [id, time + 32_400])) },
    'same',
  ],
  [
    'all of whose times were set to one',
    talk,
    { ...talk, rows: Object.fromEntries(Object.keys(talk.rows).map((id) => [id, 900])) },
    'same',
  ],
  ['rebuilt by ALTER', talk, { ...talk, madeAt: 2 }, 'rebuilt'],
  ['swapped for a copy that counts its ids from its own', talk, { ...talk, madeAt: 2, nextId: 8 }, 'rebuilt'],
  ['emptied, with fewer rows than before', talk, { rows: { 1: 200, 2: 204 }, madeAt: 1, nextId: 3 }, 'anew'],
  [
    'emptied, with fewer rows, the first of which went again',
    talk,
    { rows: { 3: 200, 4: 204 }, madeAt: 1, nextId: 5 },
    'anew',
  ],
  [
    'emptied, with more rows than before',
    talk,
    {
      rows: Object.fromEntries(Array.from({ length: 20 }, (_, i) => [i + 1, 200 + i * i])),
      madeAt: 1,
      nextId: 21,
    },
    'anew',
  ],
  ['swapped for another', talk, { rows: { 1: 10, 3: 12, 7: 15 }, madeAt: 2, nextId: 8 }, 'anew'],
  [
    'swapped for a copy that lost its oldest and newest rows',
    talk,
    { rows: { 3: 104 }, madeAt: 2, nextId: 4 },
    'rebuilt',
  ],
  [
    'emptied, on a server that does not tell what it knows of it',
    { rows: { 4: 110, 5: 111, 6: 119 } },
    { rows: { 1: 200, 2: 204 } },
    'anew',
  ],
])('takes a table that is %s for what it is', (_, was, is, identity) => {
  expect(judge(was, is)).toBe(identity);
});

it('asks for few rows, however many there are', () => {
  const witnesses = makeWitnesses();
  const rows = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [i + 1, i]));
  for (let scrape = 0; scrape < 10; scrape += 1) {
    const answer = answerOf({ rows }, witnesses.ids());
    witnesses.choose(answer, answer.ids);
    expect(witnesses.ids().length).toBe(6);
  }
});
