import { expect, it } from 'vitest';
import { tableOf, tableOfFile } from './table-name.ts';

it.each([
  ['fungap/chatlogs', 'fungap', 'chatlogs'],
  ['fungap/chatlogs#P#old', 'fungap', 'chatlogs'],
  ['fungap/chatlogs#p#old', 'fungap', 'chatlogs'],
  ['fungap/chatlogs#P#old#SP#older', 'fungap', 'chatlogs'],
  ['chat@002droom/a@0024b', 'chat-room', 'a$b'],
  ['fungap/@b300@d654', 'fungap', '대화'],
])('takes the file %s for a table', (file, schema, table) => {
  expect(tableOfFile(file)).toEqual({ schema, table });
});

it.each([
  'mysql/gtid_slave_pos',
  'sys/sys_config',
  'innodb_temporary',
  'fungap/#sql-ib42',
  'fungap/#sql-alter-1-2#P#p0',
])('takes the file %s for none', (file) => {
  expect(tableOfFile(file)).toBeUndefined();
});

it('takes a name in the statistics as it is written, without the partition', () => {
  expect(tableOf('chat-room', '대화#P#old')).toEqual({ schema: 'chat-room', table: '대화' });
  expect(tableOf('fungap', 'me@0024')).toEqual({ schema: 'fungap', table: 'me@0024' });
  expect(tableOf('mysql', 'innodb_index_stats')).toBeUndefined();
  expect(tableOf('fungap', '#sql-1')).toBeUndefined();
});
