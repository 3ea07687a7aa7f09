import { describe, expect, it } from 'vitest';
import { flavourOf, serverOf } from './flavour.ts';

it.each(['10.6.16-MariaDB', '10.11.6-MariaDB-0+deb12u1', '5.5.5-10.4.34-MARIADB-log', '11.4.2-MariaDB-ubu2404'])(
  'knows %s for MariaDB, which can end any statement, and shows replicated statements unless a procedure asks',
  (version) => {
    const { name, limit, replication } = flavourOf(version);
    expect(name).toBe('mariadb');
    expect(limit('SHOW GLOBAL STATUS', 1_234)).toBe('SET STATEMENT max_statement_time=1.234 FOR SHOW GLOBAL STATUS');
    expect(replication).toBe('CALL gapwatch.replication()');
  },
);

describe('MySQL', () => {
  it.each(['5.7.44', '5.7.44-log', '8.4.3', '8.0.35-27', '9.1.0'])('is %s, which can end a SELECT', (version) => {
    const { name, limit } = flavourOf(version);
    expect(name).toBe('mysql');
    expect(limit('SELECT selected FROM a', 99.2)).toBe('SELECT /*+ MAX_EXECUTION_TIME(100) */ selected FROM a');
    expect(limit('SHOW GLOBAL STATUS', 1_000)).toBe('SHOW GLOBAL STATUS');
  });

  it.each([
    ['5.7.44-log', 'SHOW SLAVE STATUS'],
    ['8.0.21', 'SHOW SLAVE STATUS'],
    ['8.0.22', 'SHOW REPLICA STATUS'],
    ['8.0.35-27', 'SHOW REPLICA STATUS'],
    ['8.4.3', 'SHOW REPLICA STATUS'],
    ['9.1.0', 'SHOW REPLICA STATUS'],
  ])('%s tells of its replication by %s', (version, statement) => {
    expect(flavourOf(version).replication).toBe(statement);
  });
});

it.each([
  ['ON', true],
  ['OFF', false],
  [undefined, false],
])('takes performance_schema %j for %j', (value, on) => {
  const variables = new Map([
    ['version', '8.4.3'],
    ...(value === undefined ? [] : [['performance_schema', value] as const]),
  ]);
  expect(serverOf(variables)).toMatchObject({ flavour: { name: 'mysql' }, performanceSchema: on });
});
