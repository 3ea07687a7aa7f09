import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ExporterMariadb, startExporterMariadb } from '../test/support/exporter-mariadb.ts';

let mariadb: ExporterMariadb;
let file: string;
let first: string;
beforeAll(async () => {
  mariadb = await startExporterMariadb();
  file = join(mariadb.config.root, 'gapwatch.config.ts');
  first = await readFile(file, 'utf8');
});
afterAll(() => mariadb.stop());

/** Runs `gapwatch exporter` until the test is done with it. */
const withExporter = async (
  args: readonly string[],
  use: (reload: () => void, log: () => string[]) => Promise<void>,
) => {
  const lines: string[] = [];
  const main = join(import.meta.dirname, 'main.ts');
  const running = execa({ reject: false })(process.execPath, [main, 'exporter', '--config', file, ...args]);
  running.stderr.on('data', (chunk: Buffer) => lines.push(...chunk.toString().trim().split('\n')));
  try {
    await use(
      () => running.kill('SIGHUP'),
      () => lines.map((line) => JSON.parse(line).message as string),
    );
  } finally {
    running.kill('SIGTERM');
    await running;
    await writeFile(file, first);
  }
  expect((await running).exitCode).toBe(0);
};

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${mariadb.config.exporter.port}${path}`, { headers }).then(
    async (response) => `${response.status} ${await response.text()}`,
    () => '',
  );

it('takes a changed configuration at SIGHUP, and refuses one that is wrong', async () => {
  await withExporter(['--no-collector', 'mysql_status'], async (reload, log) => {
    await expect.poll(() => get('/metrics'), { timeout: 20_000 }).toContain('mysql_global_variables');
    await writeFile(file, first.replace('"collectors":{}', '"collectors":{"mysql_variables":{"enabled":false}}'));
    reload();
    await expect.poll(log, { timeout: 20_000 }).toContain('The configuration was read again, and counts from now on.');
    const page = await get('/metrics');
    expect(page).not.toContain('mysql_global_variables');
    // What the flags say stays.
    expect(page).not.toContain('mysql_global_status');
    await writeFile(file, 'export default { servcie: 1 };');
    reload();
    await expect
      .poll(log, { timeout: 20_000 })
      .toContain(
        `The configuration was read again and refused, the old one stays: ${file}: servcie is 1, but there is no such key; remove it or correct its name.`,
      );
    expect(await get('/metrics')).toContain('\ngapwatch_exporter_config_last_reload_successful 0\n');
  });
});

it('asks for the passwords of the file that its flag names', async () => {
  const web = join(mariadb.config.root, 'web.yml');
  await writeFile(web, `basic_auth_users: { ann: ${hashSync('secret', 4)} }`);
  await withExporter(['--web.config.file', web], async () => {
    await expect.poll(() => get('/-/healthy'), { timeout: 20_000 }).toMatch(/^401 /);
    const authorization = `Basic ${Buffer.from('ann:secret').toString('base64')}`;
    expect(await get('/metrics', { authorization })).toMatch(/^200 .*\nmysql_up 1\n/s);
  });
});

it.each([
  [
    ['--web.config.file', '/nosuch/web.yml'],
    "/nosuch/web.yml (web.config.file) cannot be read: ENOENT: no such file or directory, open '/nosuch/web.yml'.",
  ],
  [['--collector', 'nosuch'], /^No such collector: nosuch /],
])('ends with a sentence where it cannot work: %j', async (args, sentence) => {
  const main = join(import.meta.dirname, 'main.ts');
  const { exitCode, stderr } = await execa({ reject: false })(process.execPath, [
    main,
    'exporter',
    '--config',
    file,
    ...args,
  ]);
  expect(stderr).toMatch(sentence);
  expect(exitCode).toBe(1);
});

it('ends with a sentence where a statement of the configuration does more than read', async () => {
  const family = { metric: { kind: 'gauge', name: 'a', help: 'A.', labels: {} }, value: 'n' };
  const query = { name: 'writes', sql: 'DELETE FROM chatlogs', families: [family] };
  await writeFile(file, first.replace('"queries":[]', `"queries":[${JSON.stringify(query)}]`));
  const main = join(import.meta.dirname, 'main.ts');
  const { exitCode, stderr } = await execa({ reject: false })(process.execPath, [main, 'exporter', '--config', file]);
  await writeFile(file, first);
  expect(stderr).toBe(
    'exporter.queries[0].sql (writes) begins with DELETE, expected SELECT, WITH or SHOW: it may only read.',
  );
  expect(exitCode).toBe(1);
});
