import { expect, it } from 'vitest';
import { readStatement } from './statement.ts';

it.each([
  ['SELECT 1', 'SELECT 1', true],
  [
    '  select room, COUNT(*) FROM chatlogs GROUP BY room ;\n',
    'select room, COUNT(*) FROM chatlogs GROUP BY room',
    true,
  ],
  ['WITH r AS (SELECT 1 AS a) SELECT a FROM r', 'WITH r AS (SELECT 1 AS a) SELECT a FROM r', true],
  ['SHOW GLOBAL STATUS', 'SHOW GLOBAL STATUS', false],
  ['-- why; INTO\nSELECT 1 # ;\n', 'SELECT 1', true],
  ['--\nSELECT 1', 'SELECT 1', true],
  ['/* DELETE; */ SELECT /*+ NO_ICP(t) */ 1', 'SELECT /*+ NO_ICP(t) */ 1', true],
  ["SELECT 'a;b', \"it's; DELETE\", `update` FROM t", "SELECT 'a;b', \"it's; DELETE\", `update` FROM t", true],
  ["SELECT '/*! no */', 'it''s -- no', '\\'; DROP'", "SELECT '/*! no */', 'it''s -- no', '\\'; DROP'", true],
  ['SELECT t.lock, REPLACE(a, 1, 2), updated FROM t', 'SELECT t.lock, REPLACE(a, 1, 2), updated FROM t', true],
  ['SELECT SLEEP(60)', 'SELECT SLEEP(60)', true],
  ['SELECT(1)', 'SELECT(1)', true],
])('takes %j', (text, sql, explainable) => {
  expect(readStatement(text)).toEqual({ sql, explainable });
});

it.each([
  ['', 'begins with nothing, expected SELECT, WITH or SHOW: it may only read'],
  ['DELETE FROM t', 'begins with DELETE, expected SELECT, WITH or SHOW: it may only read'],
  ['(SELECT 1)', 'begins with (SELECT, expected SELECT, WITH or SHOW: it may only read'],
  ['SELECTED', 'begins with SELECTED, expected SELECT, WITH or SHOW: it may only read'],
  ['SELECT 1; DROP TABLE t', 'has more than one statement, expected one'],
  [
    "SELECT 1 /*!50000 INTO OUTFILE '/tmp/a' */",
    'has a comment that the server executes (/*!), expected its words outside of comments',
  ],
  [
    '/*M! DELETE FROM t */ SELECT 1',
    'has a comment that the server executes (/*!), expected its words outside of comments',
  ],
  ["SELECT 1.INTO OUTFILE '/tmp/a'", 'has INTO, expected a statement that only reads and takes no locks'],
  ["SELECT 1 INTO OUTFILE '/tmp/a'", 'has INTO, expected a statement that only reads and takes no locks'],
  ['SELECT 1 into @a', 'has INTO, expected a statement that only reads and takes no locks'],
  ['SELECT * FROM t FOR UPDATE', 'has UPDATE, expected a statement that only reads and takes no locks'],
  ['SELECT * FROM t FOR  share', 'has FOR SHARE, expected a statement that only reads and takes no locks'],
  ['SELECT * FROM t LOCK IN SHARE MODE', 'has LOCK, expected a statement that only reads and takes no locks'],
  ['WITH a AS (SELECT 1) DELETE FROM t', 'has DELETE, expected a statement that only reads and takes no locks'],
])('refuses %j', (text, fault) => {
  expect(readStatement(text)).toEqual({ fault });
});
