import { expect, it } from 'vitest';
import { type SourceFile, sourceFiles } from './source-file.ts';
import { sqlInterpolations } from './sql-interpolations.ts';

/** Files that run: those of the rooms that speak with MySQL while people do. */
const served = sourceFiles().filter(
  ({ path }) => /^(app|exporter)\//.test(path) && !/\.test\.ts$|\/fixtures\//.test(path),
);

/** With `@` where a template has a dollar, which the linter takes for a mistake in a plain text. */
const piecesOf = (file: SourceFile) => sqlInterpolations(file).map((piece) => piece.replaceAll('${', '@{'));

/**
 * What statements hold besides their own words, looked at one by one: names of tables, columns and indexes of ours, pieces
 * made of such, and numbers of ours. Whoever writes another one looks where its value comes from. Is that a client or a row,
 * it belongs behind a `?`; is it ours, it belongs in this list.
 */
const reviewed: Readonly<Record<string, readonly string[]>> = {
  'app/http/http-app.ts': ["rooms.join(', ')"],
  'app/moderation/words.ts': ['table', 'tables', 'word'],
  'app/presence/scripts.ts': ['common', 'longestNews - 1'],
  'app/retention/chunk.ts': ['list', 'places(ids)', 'places(safe)', 'same', 'tables.backup', 'tables.live'],
  'app/retention/history.ts': [
    'direction',
    'index.id',
    "nearest.join(' UNION ALL ')",
    'order',
    "order .split(', ') .map((column) => `c.@{column}`) .join(', ')",
    "selects.join(' UNION ALL ')",
    'sign',
    'table',
    'timed ? index.time : index.id',
    'visible',
    'where',
  ],
  'app/retention/overdue.ts': ['index', 'old.where', 'tables.live', 'where'],
  'app/search/by-elasticsearch.ts': [
    'live',
    'moved',
    'places',
    "selectMessages('chatlogBackups AS c')",
    'selectMessages()',
  ],
  'app/search/by-fulltext.ts': ['selectMessages(from)', 'sql'],
  'app/search/by-like.ts': ['selectMessages()', 'sql'],
  'app/search/fulltext.ts': ['table', 'unlessThere'],
  'app/search/message-states.ts': [
    'archived',
    'part(tables.backup, 1, visible)',
    "part(tables.live, 0, 'TRUE')",
    'places',
    'table',
    'tables.backup',
    'tables.live',
    'where',
  ],
  'app/search/outbox.ts': ['places'],
  'app/storage/chatlogs.ts': ['from', 'selectMessages()'],
  'app/storage/migrations.ts': [
    "changes.join(', ')",
    'newIndex',
    'rowsOf(fewBadwords)',
    'rowsOf(firstAllowwords)',
    'rowsOf(firstBadwords)',
    'table',
  ],
  'app/storage/pool.ts': ['statementTimeout + 1e3', 'statementTimeout / 1e3 + 1'],
  'exporter/chat-tables/scrape-statement.ts': [
    'blockIds - 1',
    'end',
    'i',
    'id',
    'part.count',
    'part.ids',
    'part.newest',
    'part.oldest',
    'part.table',
    'part.witness',
    'place',
    'table',
    'time',
    'where',
    'young.id',
    'young.sql',
  ],
  'exporter/chat-tables/table-reader.ts': ['id', 'sql', 'table', 'time', 'where'],
  'exporter/chat-tables/table-sql.ts': [
    'bound',
    'id',
    'order',
    'table',
    'where',
    "where === '' ? 'WHERE' : `@{where} AND`",
  ],
  'exporter/custom/session-set-up.ts': ['longestMs'],
  'exporter/custom/statement.ts': ["sql.split(/\\s/)[0] || 'nothing'"],
  'exporter/grants.ts': [
    'account',
    'chatView(name)',
    'columns',
    "columns ? ` (@{escapeId([...columns])})` : ''",
    "digestColumns.join(', ')",
    'grant',
    'table',
  ],
  'exporter/mysql/flavour.ts': ['(ms / 1000).toFixed(3)', 'Math.ceil(ms)', 'sql'],
  'exporter/mysql/procedures.ts': ['switchedOn', 'tableStats', 'tablespaces'],
  'exporter/mysql/statements-collector.ts': ["digestColumns.join(', ')", 'ranks'],
};

it('writes nothing into its statements but names and pieces of its own', () => {
  const found = served.map((file) => [file.path, piecesOf(file)] as const).filter(([, pieces]) => pieces.length > 0);
  expect(Object.fromEntries(found)).toEqual(reviewed);
});

/** The only files that hold a connection; all others give them statements and values apart. */
const doors = [
  'app/storage/locked-connection.ts',
  'app/storage/migrate.ts',
  'app/storage/pool.ts',
  'exporter/mysql/connection.ts',
];

it('connects to MySQL at its doors only', () => {
  const connecting = served.filter(({ text }) =>
    /import \{[^}]*\bcreate(?:Pool|Connection)\b[^}]*\} from 'mysql2/.test(text),
  );
  expect(connecting.map(({ path }) => path)).toEqual(doors);
});

it.each([
  ['const f = (name) => `SELECT 1 FROM users WHERE name = @{name}`;', ['name']],
  ["const table = 'users'; const f = () => `SELECT 1 FROM @{table}`;", []],
  ["const f = (ids) => `DELETE FROM users WHERE id IN (@{ids.map(() => '?').join(', ')})`;", []],
  [
    "const f = (ids) => `DELETE FROM users WHERE id IN (@{ids.map((id) => id).join(', ')})`;",
    ["ids.map((id) => id).join(', ')"],
  ],
  ["const f = (newest) => `SELECT 1 FROM users ORDER BY id @{newest ? 'DESC' : 'ASC'}`;", []],
  ['const f = (name) => `Hello @{name}, how are you?`;', []],
])('finds in %s what is not its own', (text, pieces) => {
  expect(piecesOf({ path: 'app/x.ts', text: text.replaceAll('@{', '${') })).toEqual(pieces);
});
