import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type ExporterMariadb, startExporterMariadb } from '../test/support/exporter-mariadb.ts';

let mariadb: ExporterMariadb;
beforeAll(async () => {
  mariadb = await startExporterMariadb();
});
afterEach(() => mariadb.closeSessions());
afterAll(() => mariadb.stop());

const main = join(import.meta.dirname, 'main.ts');

/** Runs `gapwatch exporter` with the configuration of the database. */
const run = (...args: string[]) =>
  execa({ reject: false })(process.execPath, [
    main,
    'exporter',
    ...args,
    '--config',
    join(mariadb.config.root, 'gapwatch.config.ts'),
  ]);

const url = () => `http://127.0.0.1:${mariadb.config.exporter.port}`;

const page = () =>
  fetch(`${url()}/metrics`).then(
    (response) => response.text(),
    () => '',
  );

it.each(['SIGTERM', 'SIGINT'] as const)('answers scrapes until %s, and logs a line for each event', async (signal) => {
  const running = run();
  await expect.poll(page, { timeout: 20_000 }).toContain('\nmysql_up 1\n');
  running.kill(signal);
  const { exitCode, stderr, stdout } = await running;
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
  const messages = stderr.split('\n').map((line) => JSON.parse(line).message as string);
  expect(messages[0]).toMatch(`The exporter answers at ${url()}/metrics, version `);
  expect(messages.at(-1)).toBe('The exporter has stopped.');
});

it('ends with a sentence where its port is taken', async () => {
  const running = run();
  await expect.poll(page, { timeout: 20_000 }).toContain('\nmysql_up 1\n');
  const { port } = mariadb.config.exporter;
  expect(await run()).toMatchObject({
    exitCode: 1,
    stderr: `exporter.port is ${port}, but another process listens on 127.0.0.1:${port}; stop it, or choose another port.`,
  });
  running.kill('SIGTERM');
  await running;
});

it('runs the collectors that its flags choose; the last of a collector wins', async () => {
  const running = run(
    '--no-collector',
    'mysql_variables',
    '--no-collector',
    'mysql_status',
    '--collector',
    'mysql_status',
  );
  await expect.poll(page, { timeout: 20_000 }).toContain('\nmysql_up 1\n');
  const text = await page();
  expect(text).toContain('gapwatch_collector_success{collector="mysql_status"} 1\n');
  expect(text).not.toContain('mysql_variables');
  running.kill('SIGTERM');
  expect((await running).exitCode).toBe(0);
});

it('ends with a sentence where a flag names no collector', async () => {
  const { exitCode, stderr } = await run('--collector', 'nosuch');
  expect(stderr).toMatch(
    /^No such collector: nosuch \(exporter\.collectors, --collector, --no-collector\); there are mysql_server, .*\.$/,
  );
  expect(exitCode).toBe(1);
});

it('prints the SQL that makes its user', async () => {
  const { stdout, exitCode } = await run('grants');
  expect(exitCode).toBe(0);
  expect(stdout.split('\n').at(-1)).toBe(
    "GRANT REFERENCES (`chat_id`, `createdAt`) ON `fungap`.`chatlogBackups` TO 'gapwatch_exporter'@'%';",
  );
});

it.each([[['--config', 'no.ts', 'grants']], [['grants', '--config', 'no.ts']]])(
  'takes its configuration before or after the name of a command: %j',
  async (args) => {
    const { stderr, exitCode } = await execa({ reject: false })(process.execPath, [main, 'exporter', ...args]);
    expect(stderr).toMatch(/^no\.ts: no such file; /);
    expect(exitCode).toBe(1);
  },
);
