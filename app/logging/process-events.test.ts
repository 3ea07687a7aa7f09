import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startApp, type TestApp, until } from '../../test/support/start-app.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';

let mariadb: TestMariadb;
let app: TestApp;
beforeEach(async () => {
  mariadb = await startMariadb();
  const thrower = join(import.meta.dirname, '../../test/support/fixtures/throw-at-signal.ts');
  app = await startApp(
    { mysqlPort: mariadb.port, mysqlPasswordFile: mariadb.appPasswordFile },
    { env: { NODE_OPTIONS: `--import=${pathToFileURL(thrower)}` } },
  );
});
afterEach(async () => {
  await app?.stop();
  await mariadb?.stop();
});

/** The lines that say `text`. Each line is a document, or this throws. */
const linesOf = async (text: string): Promise<unknown[]> =>
  (await app.output())
    .split('\n')
    .slice(0, -1)
    .map((line): { message: string } => JSON.parse(line))
    .filter(({ message }) => message === text);

const lastWords = () => linesOf('Nobody caught an error; the process ends.');

it('tells an error that nobody caught in one line before the process ends, and another takes its place', async () => {
  const [first, second] = app.processes().filter((pid) => pid !== app.child.pid);
  process.kill(Number(first), 'SIGUSR2');
  process.kill(Number(second), 'SIGUSR1');
  await until('Others have their places', async () => {
    const page = await app.metrics();
    return /^chat_worker_restarts_total 2$/m.test(page) && page.includes('chat_workers{state="running"} 2\n');
  });
  const line = { log: { level: 'error' } };
  const words = await lastWords();
  expect(words).toHaveLength(2);
  expect(words).toContainEqual(
    expect.objectContaining({
      ...line,
      error: expect.objectContaining({ type: 'TypeError', message: 'thrown\\nby nobody, password=[redacted]' }),
    }),
  );
  expect(words).toContainEqual(
    expect.objectContaining({ ...line, error: expect.objectContaining({ message: 'rejected by nobody' }) }),
  );
  expect(await linesOf('Node warns.')).toContainEqual(
    expect.objectContaining({ error: expect.objectContaining({ message: 'Look out\\nbelow' }) }),
  );
  expect(await app.output()).not.toContain('hunter2');
  expect(await app.output()).toMatch(/Worker \d died \(code 1\); another starts in 500 ms\./);
});

it('tells it of the primary too, which ends with all its workers', async () => {
  process.kill(app.child.pid, 'SIGUSR2');
  expect(await app.child.exited).toEqual({ code: 1, signal: null });
  expect(await lastWords()).toMatchObject([{ labels: { worker: 'primary' } }]);
  await until('No process is left', async () => app.processes().length === 0);
});
