import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { freePort } from '../test/support/free-port.ts';
import { type SmallGrafana, startSmallGrafana } from '../test/support/small-grafana.ts';
import { type ApiProxy, startApiProxy } from '../test/support/start-api-proxy.ts';
import { startPrometheus } from '../test/support/start-servers.ts';

const main = join(import.meta.dirname, 'main.ts');
const token = 'glsa_very-secret';

let folder = '';
let grafana: SmallGrafana;
let proxy: ApiProxy;

const start = (...args: string[]) => {
  const { GRAFANA_TOKEN_FILE: _, ...env } = process.env;
  let child: ReturnType<typeof execFile> | undefined;
  const ended = new Promise<{ readonly code: number; readonly out: string; readonly err: string }>((resolve) => {
    child = execFile(process.execPath, [main, ...args], { cwd: folder, env }, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    );
  });
  return { ended, interrupt: () => child?.kill('SIGINT') };
};
const gapwatch = (...args: string[]) => start(...args).ended;

/** Writes the configuration. */
const configure = (apply: object, more: object = {}) =>
  writeFile(join(folder, 'gapwatch.config.ts'), `export default ${JSON.stringify({ apply, ...more })};\n`);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-apply-'));
  await writeFile(join(folder, 'token'), `${token}\n`);
  grafana = await startSmallGrafana(token);
  proxy = await startApiProxy(grafana.url);
  await configure({ grafana: { url: proxy.url, tokenFile: 'token' } });
});
afterEach(async () => {
  await proxy.stop();
  await grafana.stop();
  await rm(folder, { recursive: true });
});

const skipped = ['Elasticsearch', 'Kibana', 'Prometheus', 'Alertmanager'].map(
  (name) => `${name} is skipped: gapwatch.config.ts has no apply.${name.toLowerCase()}.\n`,
);

describe('gapwatch diff and apply', () => {
  it('show, do, and then have nothing to do', async () => {
    const found = await gapwatch('diff');
    expect(found).toMatchObject({ code: 2, err: '' });
    expect(found.out).toMatch(
      /^Grafana at http:\S+: \d+ to create\.\n {2}\+ folder gapwatch\n( {2}\+ dashboard gapwatch-\S+\n)+/,
    );
    expect(found.out.endsWith(skipped.join(''))).toBe(true);

    const dry = await gapwatch('apply', '--dry-run');
    expect(dry).toEqual({ ...found, code: 0 });
    expect(proxy.seen.filter((request) => !request.startsWith('GET'))).toEqual([]);

    const made = await gapwatch('apply');
    expect(made).toMatchObject({ code: 0, err: '' });
    // The plan comes first.
    expect(made.out).toMatch(/ {2}\+ dashboard gapwatch-chat\n(?:.+\n)*Grafana at http:\S+: done, \d+ to create\.\n$/);

    const nothing = `Grafana at ${proxy.url}: nothing to do.\n${skipped.join('')}`;
    expect(await gapwatch('apply')).toEqual({ code: 0, out: nothing, err: '' });
    expect(await gapwatch('diff')).toEqual({ code: 0, out: nothing, err: '' });
    expect([made.out, dry.out, found.out].join('')).not.toContain(token);
  });

  it('tell a change by its place and its values', async () => {
    await gapwatch('apply');
    await configure(
      { grafana: { url: proxy.url, tokenFile: 'token' } },
      { thresholds: { mysqlConnectionsRatio: 0.125 } },
    );
    const { code, out } = await gapwatch('diff');
    expect(code).toBe(2);
    expect(out).toMatch(/\n {6}dashboard\.panels\[Connections[^\]]*\]\.\S+: 0\.8 → 0\.125\n/);
    const json = JSON.parse((await gapwatch('diff', '--json')).out);
    expect(json.targets[0]).toMatchObject({ target: 'grafana', state: 'differs', url: proxy.url });
    expect(JSON.stringify(json)).toContain('"found":0.8,"wanted":0.125');
  });

  it('delete what is left over with --prune alone, and say so before', async () => {
    await gapwatch('apply');
    const dashboard = { uid: 'gapwatch-gone', title: 'Gone', tags: ['gapwatch'] };
    await fetch(`${grafana.url}/api/dashboards/db`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ dashboard, folderUid: 'gapwatch' }),
    });
    const kept = await gapwatch('diff');
    expect(kept.code).toBe(0);
    expect(kept.out).toContain(
      '  ? dashboard gapwatch-gone is ours, and nothing wants it any more; --prune deletes it.\n',
    );
    expect(await gapwatch('diff', '--prune')).toMatchObject({
      code: 2,
      out: expect.stringContaining('  - dashboard gapwatch-gone\n'),
    });
    expect(await gapwatch('apply', '--prune')).toMatchObject({ code: 0 });
    expect(await gapwatch('diff', '--prune')).toMatchObject({ code: 0 });
  });

  it('go on with the other servers when one cannot be had, and fail', async () => {
    const none = `http://127.0.0.1:${await freePort()}`;
    await configure({ grafana: { url: proxy.url, tokenFile: 'token' }, kibana: { url: none } });
    const sentence = `Kibana at ${none} does not answer (connect ECONNREFUSED ${none.slice(7)}); start it, or correct apply.kibana.url.\n`;
    expect(await gapwatch('diff')).toMatchObject({ code: 1, err: sentence });
    expect(await gapwatch('apply')).toMatchObject({ code: 1, err: sentence, out: expect.stringContaining(': done, ') });
    expect(await gapwatch('apply', '--target', 'grafana')).toMatchObject({ code: 0, err: '' });
    const json = JSON.parse((await gapwatch('apply', '--json')).out);
    expect(json.targets).toMatchObject([
      { target: 'kibana', state: 'failed', problem: sentence.trimEnd() },
      { target: 'grafana', state: 'same' },
    ]);
  });

  it('say in a sentence what was refused, and leave things as they were', async () => {
    proxy.fault((request) => request.includes('/api/dashboards/db'), { status: 403, json: { message: 'No right.' } });
    const { code, err } = await gapwatch('apply');
    expect(code).toBe(1);
    expect(err).toMatch(
      /^Grafana at http:\S+ does not take dashboard \S+ \(403: No right\.\); .+ What was done before was taken back\.\n$/,
    );
    proxy.heal();
    expect((await gapwatch('diff')).out).toContain('  + folder gapwatch\n');
  });

  it('take back what they did when they are interrupted', async () => {
    let saves = 0;
    const running = start('apply');
    proxy.fault(
      (request) => {
        saves += request === 'POST /api/dashboards/db' ? 1 : 0;
        return request === 'POST /api/dashboards/db' && saves === 3;
      },
      async () => running.interrupt(),
    );
    const { code, err } = await running.ended;
    expect({ code, err }).toEqual({ code: 1, err: 'Interrupted. What was done before was taken back.\n' });
    expect((await gapwatch('diff')).out).toContain('  + folder gapwatch\n');
  });

  it('bring a real Prometheus to what was generated', async () => {
    await configure({});
    await gapwatch('generate');
    const server = await startPrometheus({ configFile: join(folder, 'prometheus/generated/prometheus.yml') });
    onTestFinished(server.stop);
    await configure({ prometheus: { url: server.url } }, { environment: 'shop' });
    expect(await gapwatch('diff')).toMatchObject({
      code: 2,
      out: expect.stringContaining('      global.external_labels.environment: "lab" → "shop"\n'),
    });
    expect(await gapwatch('apply')).toMatchObject({ code: 1, err: expect.stringContaining('and still differs') });
    await gapwatch('generate');
    expect(await gapwatch('apply')).toMatchObject({ code: 0, err: '' });
    expect(await gapwatch('diff')).toMatchObject({ code: 0 });
  });

  it.each<[string[], number, RegExp]>([
    [
      ['diff', '--target', 'nagios'],
      1,
      /^error: option '--target <name\.\.\.>' argument 'nagios' is invalid\. Allowed choices are elasticsearch, .+ grafana\.\n$/,
    ],
    [['apply', '--target', 'nagios'], 2, /^error: option/],
    [
      ['diff', '--target', 'kibana'],
      1,
      /^gapwatch\.config\.ts does not name Kibana; write apply: \{ kibana: \{\} \} into it\.\n$/,
    ],
    [['diff', '--config', 'none.ts'], 1, /^none\.ts: no such file; /],
  ])('refuse %j', async (args, code, sentence) => {
    const refused = await gapwatch(...args);
    expect(refused.err).toMatch(sentence);
    expect(refused.code).toBe(code);
  });

  it('say that there is nobody to give anything to', async () => {
    await configure({});
    expect(await gapwatch('apply')).toEqual({
      code: 1,
      out: '',
      err: 'gapwatch.config.ts names no server; write those that are to be given something into it, as apply: { grafana: {} }.\n',
    });
  });

  it('say which token they miss', async () => {
    await configure({ grafana: { url: proxy.url, tokenFile: 'gone' } });
    expect((await gapwatch('apply')).err).toMatch(
      /^The token for Grafana cannot be read \(ENOENT: .+\); write it into apply\.grafana\.tokenFile\.\n$/,
    );
    await configure({ grafana: { url: proxy.url } });
    expect((await gapwatch('apply')).err).toBe(
      `Grafana at ${proxy.url} does not tell dashboard gapwatch-chat (401: Unauthorized); name a token in apply.grafana.tokenFile, or a user and its passwordFile.\n`,
    );
  });
});
