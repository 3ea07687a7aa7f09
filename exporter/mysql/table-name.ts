/** A table as people name it. */
export interface TableName {
  readonly schema: string;
  readonly table: string;
}

/** What InnoDB adds to the name of a table for each of its partitions; MySQL 8 writes it small. */
const partition = /#p#.*$/i;

const whole = (name: string): string => (name.includes('#') ? name.replace(partition, '') : name);

/** Characters that have no place in the name of a file stand as `@` and their code. */
const decode = (name: string): string =>
  // Few have one, and there may be ten thousand names.
  !name.includes('@')
    ? name
    : name.replace(/@([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** Databases that the server keeps for itself. */
const ofServer: ReadonlySet<string> = new Set(['mysql', 'sys', 'performance_schema', 'information_schema']);

/** A table by its database and the name in InnoDB's statistics; undefined for the server's own, and for one being made. */
export const tableOf = (schema: string, name: string): TableName | undefined =>
  ofServer.has(schema) || name.startsWith('#sql') ? undefined : { schema, table: whole(name) };

/**
 * A table by the name of its file, `fungap/chatlogs#P#old`; undefined for what is none of ours. Accented letters, which have
 * shorter codes, stay as they are in the file.
 * @see https://dev.mysql.com/doc/refman/8.4/en/identifier-mapping.html
 */
export const tableOfFile = (file: string): TableName | undefined => {
  const [schema = '', name] = file.split('/');
  return name === undefined || name.startsWith('#sql') ? undefined : tableOf(decode(schema), decode(whole(name)));
};
