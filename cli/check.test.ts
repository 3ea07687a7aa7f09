import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

const main = join(import.meta.dirname, 'main.ts');
let folder = '';

const gapwatch = (...args: string[]): Promise<{ readonly code: number; readonly out: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], { cwd: folder }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), out: `${stdout}${stderr}` }),
    );
  });

const edit = async (file: string, from: string | RegExp, to: string): Promise<void> => {
  const before = await readFile(join(folder, file), 'utf8');
  const after = before.replace(from, to);
  expect(after, `${file} was to be edited`).not.toBe(before);
  await writeFile(join(folder, file), after);
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-check-'));
  await writeFile(join(folder, 'gapwatch.config.ts'), 'export default {};\n');
});
beforeEach(() => gapwatch('generate'));
afterAll(() => rm(folder, { recursive: true }));

it('has nothing to say of what was just generated, and a second run changes nothing', async () => {
  expect(await gapwatch('generate')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^\d+ files generated, 0 changed\.\n$/),
  });
  expect(await gapwatch('check')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^\d+ files checked, 0 findings\.\n$/),
  });
});

it('finds a file that was edited by hand, one that is gone and one that nothing generates', async () => {
  await edit('prometheus/generated/prometheus.yml', 'scrape_interval: 15s', 'scrape_interval: 5s');
  await rm(join(folder, 'logstash/generated/logstash.yml'));
  const stray = join(folder, 'alerts/generated/mine.yml');
  await writeFile(stray, '');
  const { code, out } = await gapwatch('check');
  await rm(stray);
  expect(code).toBe(1);
  expect(out).toMatch(
    /^prometheus\/generated\/prometheus\.yml: line \d+: it differs from what its source generates; /m,
  );
  expect(out).toContain('logstash/generated/logstash.yml: whole file: it is missing; run `gapwatch generate`.');
  expect(out).toContain('alerts/generated/mine.yml: whole file: nothing generates it any more; remove it.');
});

it('finds a metric that nothing declares, in a rule and in a panel', async () => {
  await edit('alerts/generated/alerts.rules.yml', 'mysql_up', 'mysql_upp');
  await edit('dashboards/generated/chat.json', 'chat_messages_total', 'chat_mesages_total');
  const { code, out } = await gapwatch('check');
  expect(code).toBe(1);
  expect(out).toMatch(/alerts\.rules\.yml: alert \w+: mysql_upp is neither a declared metric nor a recorded series/);
  expect(out).toMatch(/chat\.json: panel ".+", query A: chat_mesages_total is neither a declared metric/);
});

it('finds an alert without a test, and one without a runbook', async () => {
  await edit('alerts/generated/alerts.test.yml', /alertname: MySQLDown/g, 'alertname: TargetDown');
  await rm(join(folder, 'alerts/generated/runbooks/PoolWait.md'));
  const { code, out } = await gapwatch('check', '--json');
  expect(code).toBe(1);
  const messages = JSON.parse(out).findings.map(
    ({ where, message }: { where: string; message: string }) => `${where}: ${message}`,
  );
  expect(messages).toContainEqual(expect.stringMatching(/^alert MySQLDown: it has no test in which it fires/));
  expect(messages).toContainEqual(expect.stringMatching(/^alert PoolWait: there is no runbook PoolWait\.md/));
});

it("runs the rules' own tests, and shows what promtool says of one that fails", async () => {
  await edit('alerts/generated/alerts.rules.yml', /(alert: MySQLDown\n\s+expr: )mysql_up == 0/, '$1mysql_up == 1');
  const { code, out } = await gapwatch('check');
  expect(code).toBe(1);
  expect(out).toMatch(/alerts\.test\.yml: promtool test rules: .*FAILED/s);
});

it('names a configuration that is not there, without a stack', async () => {
  expect(await gapwatch('generate', '--config', 'no.ts')).toEqual({
    code: 1,
    out: 'no.ts: no such file; write one with `export default defineConfig({})`, or name it with --config.\n',
  });
});

it('says which file has no room, without a stack', async () => {
  const place = join(folder, 'logstash');
  await rm(place, { recursive: true });
  await writeFile(place, '');
  const { code, out } = await gapwatch('generate');
  await rm(place);
  expect(code).toBe(1);
  expect(out).toMatch(
    /^logstash\/generated\/elasticsearch\/ingest-pipeline\/gapwatch-geo\.json cannot be written \(ENOTDIR: .+\); make room for it, or let this user write there\.\n$/,
  );
});
