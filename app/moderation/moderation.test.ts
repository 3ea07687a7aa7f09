import { type Connection, createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { until } from '../../test/support/start-app.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';
import type { Log } from '../logging/log.ts';
import type { Database } from '../storage/database.ts';
import { migrate } from '../storage/migrate.ts';
import { openDatabase } from '../storage/pool.ts';
import { createTelemetry, type Telemetry } from '../telemetry/telemetry.ts';
import type { FindBadWord } from './find-bad-word.ts';
import { firstAllowwords, firstBadwords } from './first-words.ts';
import { startModeration } from './moderation.ts';
import { openWords } from './words.ts';

let mariadb: TestMariadb;
let mysql: Connection;
let database: Database;
let telemetry: Telemetry;
let find: FindBadWord;
let warnings: string[];
const over = new AbortController();
beforeAll(async () => {
  mariadb = await startMariadb();
  await migrate(mariadb.app);
  mysql = await createConnection(mariadb.app);
  telemetry = createTelemetry();
  database = openDatabase(mariadb.app, { size: 2, telemetry, worker: '1' });
  const silent = () => {};
  const log: Log = { error: silent, info: silent, debug: silent, warn: (line) => warnings.push(line) };
  warnings = [];
  find = await startModeration(openWords(database), { period: 20, worker: '1', telemetry, log, signal: over.signal });
});
beforeEach(() => {
  warnings = [];
});
afterAll(async () => {
  over.abort();
  await database?.end(500);
  await mysql?.end();
  await mariadb?.stop();
});

/** The value of a series, by its name and labels as they are on the page. */
const readValue = async (series: string): Promise<number> => {
  const line = (await telemetry.registry.metrics()).split('\n').find((one) => one.startsWith(`${series} `));
  return Number(line?.split(' ').at(-1));
};
const finds = (text: string) => find(text)?.rule;
const listed = (list: string) => readValue(`chat_moderation_words{worker="1",list="${list}"}`);

it('begins with the words of the migrations', async () => {
  expect(finds('시!발 진짜')).toBe('시발');
  expect(finds('시발점')).toBeUndefined();
  expect(await listed('badwords')).toBe(new Set(firstBadwords).size);
  expect(await listed('allowwords')).toBe(firstAllowwords.length);
});

it('times each look into a message', async () => {
  const before = await readValue('chat_moderation_duration_seconds_count');
  find('hello');
  expect(await readValue('chat_moderation_duration_seconds_count')).toBe(before + 1);
});

it('takes words that are added, changed, allowed and removed, without a restart', async () => {
  await mysql.query("INSERT INTO badwords (badword) VALUES ('zounds')");
  await until('The new word counts', async () => finds('Zounds!') === 'zounds');
  await mysql.query("UPDATE badwords SET badword = 'gadzooks' WHERE badword = 'zounds'");
  await until('The changed word counts', async () => finds('gadzooks') === 'gadzooks' && !finds('zounds'));
  await mysql.query("INSERT INTO allowwords (allowword) VALUES ('gadzooks club')");
  await until('The allowed word counts', async () => finds('gadzooks club') === undefined);
  expect(finds('gadzooks')).toBe('gadzooks');
  await mysql.query("DELETE FROM badwords WHERE badword = 'gadzooks'");
  await until('The removed word counts no more', async () => finds('gadzooks') === undefined);
});

it('goes on with the words that it has while they cannot be read, counts that, and says so once', async () => {
  const failures = () => readValue('chat_moderation_reload_failures_total');
  const before = await failures();
  await mysql.query('RENAME TABLE badwords TO elsewhere');
  await until('It has failed thrice', async () => (await failures()) >= before + 3);
  expect(finds('시발')).toBe('시발');
  expect(warnings).toEqual(['The list of bad words cannot be read; the one before stays in use.']);
  await mysql.query("INSERT INTO elsewhere (badword) VALUES ('zounds')");
  await mysql.query('RENAME TABLE elsewhere TO badwords');
  await until('The new word counts', async () => finds('zounds') === 'zounds');
});

it('tells when the list is empty', async () => {
  await mysql.query('DELETE FROM badwords');
  await until('None is listed', async () => (await listed('badwords')) === 0);
  expect(finds('시발')).toBeUndefined();
});
