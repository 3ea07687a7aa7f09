import { escapeId } from 'mysql2';
import { chatView } from '../mysql/chat-view.ts';
import type { Flavour } from '../mysql/flavour.ts';
import type { Span, TableNames } from './table-question.ts';

/** SQL with a `?` for each of its values. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** SQL names of a table and its columns: of the view of it, for the table itself could be read whole. */
export const sqlNames = ({ name, idColumn, timeColumn }: TableNames) => ({
  table: chatView(name),
  id: escapeId(idColumn),
  time: escapeId(timeColumn),
});

/** Conditions of a span, either end of which may be infinite. */
export const within = (id: string, { after, upTo }: Span): Statement => {
  const bounds = [
    { sql: `${id} > ?`, value: after },
    { sql: `${id} <= ?`, value: upTo },
  ].filter(({ value }) => Number.isFinite(value));
  const where = bounds.map(({ sql }) => sql).join(' AND ');
  return { sql: where && `WHERE ${where}`, values: bounds.map(({ value }) => value) };
};

/** An id above all that a table can hold, or below. */
const beyond = { lowest: '18446744073709551615', highest: '-9223372036854775808' } as const;

/**
 * A FROM of some rows of a span, `atMost` of them: those with the lowest ids, or with the highest.
 * @returns SQL from the FROM on, and the name of the id in it
 */
export const firstRows = (
  { firstRows: way }: Flavour,
  names: TableNames,
  span: Span,
  atMost: number,
  which: 'lowest' | 'highest' = 'lowest',
): Statement & { readonly id: string } => {
  const { table, id } = sqlNames(names);
  const { sql: where, values } = within(id, span);
  const order = `ORDER BY ${id}${which === 'highest' ? ' DESC' : ''}`;
  if (way === 'derived') {
    return {
      id: 'first.id',
      sql: `FROM (SELECT ${id} AS id FROM ${table} ${where} ${order} LIMIT ?) AS first`,
      values: [...values, atMost],
    };
  }
  const last = `SELECT ${id} FROM ${table} ${where} ${order} LIMIT 1 OFFSET ?`;
  const bound = `${id} ${which === 'lowest' ? '<=' : '>='} COALESCE((${last}), ${beyond[which]})`;
  return {
    id,
    sql: `FROM ${table} ${where === '' ? 'WHERE' : `${where} AND`} ${bound}`,
    values: [...values, ...values, atMost - 1],
  };
};
