import { escapeId } from 'mysql2';
import { CollectorError } from '../engine/collector.ts';
import { chatView } from '../mysql/chat-view.ts';
import type { Row } from '../mysql/session.ts';
import type { Span, TableAnswer, TableNames, TableQuestion } from './table-question.ts';

/** SQL with a `?` for each of its values. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** What a row of the answer tells. */
const part = { table: 0, oldest: 1, newest: 2, witness: 3, count: 4, ids: 5 } as const;

/** Ids are asked for in blocks of so many, one row each, with a bit for each id that is there. */
const blockBits = 5;
const blockIds = 2 ** blockBits;

/** SQL names of a table and its columns: of the view of it, for the table itself could be read whole. */
export const sqlNames = ({ name, idColumn, timeColumn }: TableNames) => ({
  table: chatView(name),
  id: escapeId(idColumn),
  time: escapeId(timeColumn),
});

/** Conditions of a span, either end of which may be infinite. */
export const within = (id: string, { after, upTo }: Span) => {
  const bounds = [
    { sql: `${id} > ?`, value: after },
    { sql: `${id} <= ?`, value: upTo },
  ].filter(({ value }) => Number.isFinite(value));
  const where = bounds.map(({ sql }) => sql).join(' AND ');
  return { where: where && `WHERE ${where}`, values: bounds.map(({ value }) => value) };
};

const selectsOf = (
  database: string,
  names: TableNames,
  { after, atMost, spans, witnesses }: TableQuestion,
  place: number,
): Statement[] => {
  const { table, id, time } = sqlNames(names);
  const end = `${id}, UNIX_TIMESTAMP(${time}) FROM ${table}`;
  const above = after !== undefined && Number.isFinite(after);
  const ids = `SELECT ${id} AS id FROM ${table} ${above ? `WHERE ${id} > ?` : ''} ORDER BY ${id} ${after === undefined ? 'DESC' : ''} LIMIT ?`;
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
      const { where, values } = within(id, span);
      return { sql: `SELECT ${place}, ${part.count}, ${i}, COUNT(*) FROM ${table} ${where}`, values };
    }),
    {
      sql: `SELECT ${place}, ${part.ids}, id >> ${blockBits}, BIT_OR(1 << (id & ${blockIds - 1})) FROM (${ids}) AS young GROUP BY id >> ${blockBits}`,
      values: [...(above ? [after] : []), atMost],
    },
  ];
};

/** One statement that asks a question of each table, all of the same moment, and most in microseconds. */
export const scrapeStatement = (
  database: string,
  asked: readonly (readonly [TableNames, TableQuestion])[],
): Statement => {
  const selects = asked.flatMap(([names, question], place) => selectsOf(database, names, question, place));
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
