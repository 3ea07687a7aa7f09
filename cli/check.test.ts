import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

const main = join(import.meta.dirname, 'main.ts');
let folder = '';
/** What was generated there, which no test edits. */
let generated = '';

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
  generated = `${folder}-generated`;
  await writeFile(join(folder, 'gapwatch.config.ts'), 'export default {};\n');
  await gapwatch('generate');
  await cp(folder, generated, { recursive: true });
});
beforeEach(async () => {
  await rm(folder, { recursive: true });
  await cp(generated, folder, { recursive: true });
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await rm(generated, { recursive: true });
});

it('has nothing to say of what was just generated, and a second run changes nothing', async () => {
  expect(await gapwatch('generate')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^\d+ files generated, 0 changed\.\n$/),
  });
  expect(await gapwatch('check')).toMatchObject({
    code: 0,
    out: expect.stringMatching(
      /^Rule tests reach (\d+) of \1 alerts, (\d+) of \2 limits, (\d+) of \3 recorded series\.\n\d+ files checked, 0 findings\.\n$/,
    ),
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
  await edit('alerts/generated/alerts.seconds.test.yml', /alertname: MySQLDown/g, 'alertname: TargetDown');
  await rm(join(folder, 'alerts/generated/runbooks/PoolWait.md'));
  const { code, out } = await gapwatch('check', '--format', 'json');
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
  expect(out).toMatch(/alerts\.seconds\.test\.yml: promtool test rules \(MySQLDown\): .*FAILED/s);
  // Of tests that succeed nothing is said.
  expect(out.match(/promtool test rules/g)).toHaveLength(1);
});

it('tells a pipeline of GitHub where the faults are', async () => {
  await edit('alerts/generated/alerts.rules.yml', 'mysql_up', 'mysql_upp');
  const { code, out } = await gapwatch('check', '--format', 'github');
  expect(code).toBe(1);
  const lines = (await readFile(join(folder, 'alerts/generated/alerts.rules.yml'), 'utf8')).split('\n');
  const line = lines.findIndex((text) => text.endsWith('alert: MySQLDown')) + 1;
  expect(line).toBeGreaterThan(1);
  expect(out).toContain(
    `::error file=alerts/generated/alerts.rules.yml,line=${line},title=known-series::alert MySQLDown: mysql_upp is neither`,
  );
});

it('passes over what the configuration excuses, and finds an excuse that has ended', async () => {
  const config = join(folder, 'gapwatch.config.ts');
  const before = await readFile(config, 'utf8');
  const excusing = (until: string) =>
    writeFile(
      config,
      `export default { check: { exclusions: [
        { rule: 'alert-runbook', where: 'alert PoolWait', reason: 'It is being written.', until: '${until}' },
        { rule: 'drift', reason: 'It is being written.', until: '${until}' },
      ] } };\n`,
    );
  await rm(join(folder, 'alerts/generated/runbooks/PoolWait.md'));
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  await excusing(day(30));
  const excused = await gapwatch('check');
  await excusing(day(-1));
  const ended = await gapwatch('check');
  await writeFile(config, before);
  expect(excused).toEqual({ code: 0, out: expect.stringMatching(/\n\d+ files checked, 0 findings\. 2 excused\.\n$/) });
  expect(ended.code).toBe(1);
  expect(ended.out).toContain(
    `gapwatch.config.ts: check.exclusions[0]: it ended on ${day(-1)}: mend what it excuses (alert-runbook), or say anew why not, and until when. (exclusion)\n`,
  );
  expect(ended.out).toMatch(/alert PoolWait: there is no runbook PoolWait\.md/);
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
