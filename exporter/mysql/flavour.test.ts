import { expect, it } from 'vitest';
import { flavourOf } from './flavour.ts';

it.each(['10.11.6-MariaDB-0+deb12u1', '5.5.5-10.4.34-MARIADB-log'])(
  'knows %s for MariaDB, which can end any statement',
  (version) => {
    const { name, limit } = flavourOf(version);
    expect(name).toBe('mariadb');
    expect(limit('SHOW GLOBAL STATUS', 1_234)).toBe('SET STATEMENT max_statement_time=1.234 FOR SHOW GLOBAL STATUS');
  },
);

it.each(['8.4.3', '8.0.35-27'])('takes %s for MySQL, which can end a SELECT', (version) => {
  const { name, limit } = flavourOf(version);
  expect(name).toBe('mysql');
  expect(limit('SELECT selected FROM a', 99.2)).toBe('SELECT /*+ MAX_EXECUTION_TIME(100) */ selected FROM a');
  expect(limit('SHOW GLOBAL STATUS', 1_000)).toBe('SHOW GLOBAL STATUS');
});
