import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFindBadWord } from '../../app/moderation/find-bad-word.ts';
import { startApp, type TestApp, until } from '../../test/support/start-app.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';
import { type Child, startChild } from '../child.ts';
import { nicknames, swearing, talk } from './corpus.ts';

const main = join(import.meta.dirname, 'main.ts');
const size = 40;

describe('simulated people', () => {
  let mariadb: TestMariadb;
  let app: TestApp;
  let people: Child;
  let logFile: string;
  beforeAll(async () => {
    mariadb = await startMariadb();
    app = await startApp({ mysqlPort: mariadb.port, mysqlPasswordFile: mariadb.appPasswordFile });
    logFile = join(mariadb.folder, 'people.log');
    const args = [main, '--config', app.configFile, '--people', String(size)];
    people = await startChild({ name: 'people', command: process.execPath, args, stopSignal: 'SIGTERM' }, { logFile });
  });
  afterAll(async () => {
    await people?.stop(5_000);
    await app?.stop();
    await mariadb?.stop();
  });

  const column = async (sql: string): Promise<unknown[]> => {
    const mysql = await createConnection(mariadb.app);
    const [rows] = await mysql.query<RowDataPacket[]>(sql);
    await mysql.end();
    return rows.flatMap((row) => Object.values(row));
  };
  const page = () => app.metrics();
  const here = async () =>
    [...(await page()).matchAll(/^chat_sockets\{.*\} (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);

  it('say lines that the service lets pass, and swear with words that it refuses', async () => {
    const words = async (sql: string) => (await column(sql)).map(String);
    const findBadWord = createFindBadWord({
      badwords: await words('SELECT badword FROM badwords'),
      allowwords: await words('SELECT allowword FROM allowwords'),
    });
    expect(talk.filter((line) => findBadWord(line) !== undefined)).toEqual([]);
    expect(swearing.filter((line) => findBadWord(line) === undefined)).toEqual([]);
    expect(talk.filter((line) => line.length > 255)).toEqual([]);
    expect(nicknames.filter((name) => findBadWord(name) !== undefined)).toEqual([]);
  });

  it('come, talk in every room, swear and search', async () => {
    const rooms = () => column('SELECT DISTINCT room_name FROM chatlogs');
    await until('Somebody talks in every room', async () => (await rooms()).length === 4, 60_000);
    await until('All are guests', async () => (await column('SELECT COUNT(*) FROM users'))[0] === size, 60_000);
    await until('Somebody swears', async () => /outcome="blocked"\} [1-9]/.test(await page()), 60_000);
    await until('Somebody searches', async () => /^chat_searches_total\S* [1-9]/m.test(await page()), 60_000);
  });

  it('come back when the service breaks and starts again, also by another secret, as new guests', async () => {
    await until('Most are there', async () => (await here()) > size / 2);
    await writeFile(join(dirname(app.configFile), 'app-token'), 'n'.repeat(40));
    for (const pid of app.processes()) if (pid !== app.child.pid) process.kill(pid, 'SIGKILL');
    await until('None is there', async () => (await here()) === 0);
    await until('Most are there again', async () => (await here()) > size / 2, 60_000);
  });

  it('stop at once when asked, and say how it went', async () => {
    expect(await people.stop(5_000)).toEqual({ code: 0, signal: null });
    const lines = (await readFile(logFile, 'utf8')).trimEnd().split('\n');
    expect(lines[0]).toBe(`people: ${size} come to ${app.url}.`);
    expect(lines.at(-1)).toMatch(/^people: 0 here; [1-9]\d* messages said, [1-9]\d* heard, .* returns\.$/);
    await until('All have gone', async () => (await here()) === 0);
  });

  it('are not made from a wrong number', async () => {
    const { stderr, exitCode } = await execa(process.execPath, [main, '--people', 'many'], { reject: false });
    expect({ stderr, exitCode }).toEqual({
      stderr: '--people is many, expected a whole number from 1 to 1000.',
      exitCode: 1,
    });
  });
});
