import { CollectorError } from '../engine/collector.ts';
import type { Flavour } from '../mysql/flavour.ts';
import type { Row } from '../mysql/session.ts';
import type { TableAnswer, TableNames, TableQuestion } from './table-question.ts';
import { firstRows, type Statement, sqlNames, within } from './table-sql.ts';

/** What a row of the answer tells. */
const part = { table: 0, oldest: 1, newest: 2, witness: 3, count: 4, ids: 5 } as const;

/** Ids are asked for in blocks of so many, one row each, with a bit for each id that is there. */
const blockBits = 5;
const blockIds = 2 ** blockBits;

const selectsOf = (
  flavour: Flavour,
  database: string,
  names: TableNames,
  { after, atMost, spans, witnesses }: TableQuestion,
  place: number,
): Statement[] => {
  const { table, id, time } = sqlNames(names);
  const end = `${id}, UNIX_TIMESTAMP(${time}) FROM ${table}`;
  const young = firstRows(
    flavour,
    names,
    { after: after ?? Number.NEGATIVE_INFINITY, upTo: Number.POSITIVE_INFINITY },
    atMost,
    after === undefined ? 'highest' : 'lowest',
  );
  return [
    {
      sql: `SELECT ${place} AS place, ${part.table} AS part, UNIX_TIMESTAMP(create_time) AS x, auto_increment AS y FROM information_schema.tables WHERE table_schema = ? AND table_name = ?`,
      values: [database, names.name],
    },
    { sql: `(SELECT ${place}, ${part.oldest}, ${end} ORDER BY ${id} LIMIT 1)`, values: [] },
    { sql: `(SELECT ${place}, ${part.newest}, ${end} ORDER BY ${id} DESC LIMIT 1)`, values: [] },
    ...(witnesses.length > 0
      ? [
          {
            sql: `SELECT ${place}, ${part.witness}, ${end} WHERE ${id} IN (${witnesses.map(() => '?').join(', ')})`,
            values: witnesses,
          },
        ]
      : []),
    ...spans.map((span, i) => {
      const { sql: where, values } = within(id, span);
      return { sql: `SELECT ${place}, ${part.count}, ${i}, COUNT(*) FROM ${table} ${where}`, values };
    }),
    {
      sql: `SELECT ${place}, ${part.ids}, ${young.id} >> ${blockBits}, BIT_OR(1 << (${young.id} & ${blockIds - 1})) ${young.sql} GROUP BY ${young.id} >> ${blockBits}`,
      values: young.values,
    },
  ];
};

/** One statement that asks a question of each table, all of the same moment, and most in microseconds. */
export const scrapeStatement = (
  flavour: Flavour,
  database: string,
  asked: readonly (readonly [TableNames, TableQuestion])[],
): Statement => {
  const selects = asked.flatMap(([names, question], place) => selectsOf(flavour, database, names, question, place));
  return {
    sql: selects.map(({ sql }) => sql).join(' UNION ALL '),
    values: selects.flatMap(({ values }) => values),
  };
};

/** A value as a number; absent where it is NULL. mysql2 gives DECIMAL as text. */
export const numberOf = (value: unknown): number | undefined => {
  if (value === null || value === undefined) return undefined;
  const number = Number(value);
  if (!Number.isFinite(number)) throw new CollectorError(`MySQL gave ${JSON.stringify(value)} for a number.`);
  return number;
};

const idsOf = (rows: readonly { readonly x: number; readonly y: number }[]): number[] =>
  [...rows]
    .sort((a, b) => a.x - b.x)
    .flatMap(({ x: block, y: bits }) =>
      Array.from({ length: blockIds }, (_, bit) => bit)
        .filter((bit) => (bits >>> bit) & 1)
        .map((bit) => block * blockIds + bit),
    );

/** The answers to a {@link scrapeStatement} of so many tables, in their order. */
export const parseAnswers = (rows: readonly Row[], tables: number): readonly TableAnswer[] => {
  const read = rows.map(({ place, part, x, y }) => ({
    place: Number(place),
    part: Number(part),
    x: numberOf(x),
    y: numberOf(y),
  }));
  return Array.from({ length: tables }, (_, place) => {
    const own = read.filter((row) => row.place === place);
    const pairs = (kind: number) =>
      own.flatMap(({ part, x, y }) => (part === kind && x !== undefined ? [{ x, y }] : []));
    const [[oldest], [newest]] = [pairs(part.oldest), pairs(part.newest)];
    const made = own.find((row) => row.part === part.table);
    const ids = idsOf(pairs(part.ids).map(({ x, y = 0 }) => ({ x, y })));
    return {
      ends: oldest && newest && { minId: oldest.x, oldestAt: oldest.y, maxId: newest.x, newestAt: newest.y },
      ids,
      counts: pairs(part.count).map(({ y = 0 }) => y),
      times: new Map(pairs(part.witness).map(({ x, y }) => [x, y])),
      madeAt: made?.x,
      nextId: made?.y,
    };
  });
};
