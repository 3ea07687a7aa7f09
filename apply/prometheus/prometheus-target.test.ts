import { writeFile } from 'node:fs/promises';
import { expect, it, onTestFinished } from 'vitest';
import { generateAll } from '../../cli/generators.ts';
import type { GeneratedFile } from '../../config/generated-file.ts';
import { parseConfig } from '../../config/load-config.ts';
import type { ConfigInput } from '../../config/schema.ts';
import { freePort } from '../../test/support/free-port.ts';
import { type GeneratedFolder, writeGenerated } from '../../test/support/generated-folder.ts';
import { openTestApi } from '../../test/support/open-test-api.ts';
import { startPrometheus } from '../../test/support/start-servers.ts';
import { amend, examine, type Outcome } from '../outcome.ts';
import { prometheusTarget } from './prometheus-target.ts';

const configPath = 'prometheus/generated/prometheus.yml';
const rulesPath = 'alerts/generated/alerts.rules.yml';
const options = () => ({ prune: false, signal: new AbortController().signal });
const filesOf = (input: ConfigInput): GeneratedFile[] => generateAll(parseConfig(input, 'gapwatch.config.ts'));

/** A real Prometheus that runs these files, and the folder that it reads them from. */
const running = async (files: readonly GeneratedFile[], configFile = configPath) => {
  const folder = await writeGenerated(files);
  onTestFinished(folder.remove);
  const server = await startPrometheus({ configFile: folder.path(configFile) });
  onTestFinished(server.stop);
  const target = (wanted: readonly GeneratedFile[], wholeConfiguration = true) =>
    prometheusTarget({ api: openTestApi('prometheus', server.url), files: wanted, wholeConfiguration });
  return { server, folder, target };
};

const deploy = async (folder: GeneratedFolder, files: readonly GeneratedFile[]) => {
  for (const { path, text } of files) await writeFile(folder.path(path), text).catch(() => undefined);
};

const changes = ({ plan }: Outcome): string[] =>
  (plan?.changes ?? []).flatMap(({ action, kind, name, differences }) => [
    `${action} ${kind} ${name}`,
    ...differences.map(({ path }) => `  ${path}`),
  ]);

it('finds nothing to do where the server runs what is generated, whatever it prints otherwise', async () => {
  const files = filesOf({});
  const { target } = await running(files);
  expect(await examine(target(files), options())).toMatchObject({ state: 'same', plan: { notes: [], steps: [] } });
});

it('names what is otherwise, has the files read again, and is then the same', async () => {
  const before = filesOf({});
  const after = filesOf({
    environment: 'shop',
    exporter: { port: 9999 },
    thresholds: { mysqlConnectionsRatio: 0.7 },
  });
  const { folder, target } = await running(before);
  const found = await examine(target(after), options());
  expect(changes(found)).toEqual(
    expect.arrayContaining([
      'change configuration prometheus.yml',
      '  global.external_labels.environment',
      '  scrape_configs[exporter].static_configs[0].targets',
      '  rules[MySQLConnections].expr',
    ]),
  );
  await deploy(folder, after);
  expect(await amend(found, options())).toMatchObject({ state: 'applied' });
  expect(await examine(target(after), options())).toMatchObject({ state: 'same' });
});

it('tells of rules that are gone and of rules that nobody generates', async () => {
  const files = filesOf({});
  const [rules] = files.filter(({ path }) => path.endsWith('recording.rules.yml'));
  const [, first = ''] = /- name: (\S+)/.exec(rules?.text ?? '') ?? [];
  const edited = rules?.text.replace(`name: ${first}\n`, 'name: mine\n');
  const { target } = await running([
    ...files.filter((file) => file !== rules),
    { path: rules?.path ?? '', text: edited ?? '' },
  ]);
  const all = changes(await examine(target(files), options()));
  expect(all).toEqual([`create rule group ${first}`, 'delete rule group mine']);
  // Where the rest is somebody else's, so are groups of other names.
  expect(changes(await examine(target(files, false), options()))).toEqual([`create rule group ${first}`]);
});

it("says in Prometheus' words that it refuses its files, and what it runs then", async () => {
  const [before, after] = [filesOf({}), filesOf({ environment: 'shop', thresholds: { mysqlConnectionsRatio: 0.7 } })];
  const { folder, target } = await running(before);
  const found = await examine(target(after), options());

  await writeFile(folder.path(configPath), 'global: { scrape_interval: banana }');
  const refused = await amend(found, options());
  expect(refused.state).toBe('failed');
  expect(refused.problem).toMatch(
    /^Prometheus at http:\S+ does not take its files \(500: failed to reload config: .*banana.*\)\. It goes on with the configuration that it had\.$/,
  );
  const again = await examine(target(before), options());
  expect(again.state).toBe('same');
  expect(again.plan?.notes).toEqual([
    expect.stringMatching(/^It has refused its files at its last reload, and runs what it read at 20\d\d-.+\.$/),
  ]);

  // Of good files with a bad one among the rules it takes what is good.
  await deploy(folder, after);
  await writeFile(folder.path(rulesPath), 'groups: [{ name: a, rules: [{ alert: B, expr: "(" }] }]');
  const halved = await amend(found, options());
  expect(halved.problem).toMatch(/\(500: failed to reload config: .*\)\. It has taken a part of them all the same\.$/);
  expect(changes(await examine(target(after), options()))).not.toContain('change configuration prometheus.yml');
  expect(changes(await examine(target(after), options()))).toContain('  rules[MySQLConnections].expr');
});

it('does not believe a reload that brought something else', async () => {
  const { folder, target } = await running(filesOf({}));
  const failed = await amend(await examine(target(filesOf({ environment: 'shop' })), options()), options());
  expect(failed.state).toBe('failed');
  expect(failed.problem).toMatch(
    /^Prometheus at http:\S+ has taken all, and still differs \(configuration prometheus\.yml: /,
  );
  expect(failed.problem).toContain(
    `; it reads ${folder.path(configPath)}: generate the files anew, and bring them there`,
  );
});

it('compares our rules alone where somebody else writes prometheus.yml', async () => {
  const files = filesOf({});
  const own = {
    path: 'mine.yml',
    text: 'scrape_configs: [{ job_name: theirs, metric_relabel_configs: [{ action: labeldrop, regex: x }] }]\nrule_files: [prometheus/generated/*.rules.yml, alerts/generated/*.rules.yml]\nglobal: { evaluation_interval: 15s }\n',
  };
  const { target } = await running([...files, own], own.path);
  expect(await examine(target(files, false), options())).toMatchObject({ state: 'same' });
  expect(changes(await examine(target(files), options()))).toEqual(
    expect.arrayContaining(['  scrape_configs[theirs]', '  scrape_configs[chat]', '  rule_files']),
  );
});

it('says that a Prometheus without lifecycle takes no reloads', async () => {
  const files = filesOf({});
  const folder = await writeGenerated(files);
  onTestFinished(folder.remove);
  const server = await startPrometheus({ configFile: folder.path(configPath), lifecycle: false });
  onTestFinished(server.stop);
  const api = openTestApi('prometheus', server.url);
  const target = prometheusTarget({ api, files: filesOf({ environment: 'shop' }), wholeConfiguration: true });
  const { problem } = await amend(await examine(target, options()), options());
  expect(problem).toMatch(
    /^Prometheus at http:\S+ takes no reloads \(403: Lifecycle API is not enabled\.\); start it with --web\.enable-lifecycle\. Nothing was changed\.$/,
  );
});

it('says that nobody answers, and that somebody else does', async () => {
  const none = `http://127.0.0.1:${await freePort()}`;
  const ask = (url: string) =>
    examine(prometheusTarget({ api: openTestApi('prometheus', url), files: [], wholeConfiguration: true }), options());
  expect(await ask(none)).toMatchObject({
    state: 'failed',
    problem: `Prometheus at ${none} does not answer (connect ECONNREFUSED ${none.slice(7)}); start it, or correct urls.prometheus.`,
  });
});
