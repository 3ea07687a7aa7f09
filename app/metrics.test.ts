import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../test/support/start-app.ts';
import { startMariadb, type TestMariadb } from '../test/support/start-mariadb.ts';
import { appMetrics, canaryMetrics, chatMetrics, searchMetrics } from './metrics.ts';

/** Families of a page in Prometheus' text format: type, and the labels that their series carry. */
const parsePage = (page: string): Map<string, { type: string; labels: Set<string> }> => {
  const families = new Map<string, { type: string; labels: Set<string> }>();
  for (const [, name = '', type = ''] of page.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    families.set(name, { type, labels: new Set() });
  }
  for (const [, series = '', labels = ''] of page.matchAll(/^([a-z]\w*)(?:\{(.*)\})? \S+$/gm)) {
    const family = families.get(series) ?? families.get(series.replace(/_(bucket|sum|count)$/, ''));
    if (!family) throw new Error(`${series} has no TYPE.`);
    for (const [, label = ''] of labels.matchAll(/(\w+)="(?:[^"\\]|\\.)*"/g))
      if (label !== 'le') family.labels.add(label);
  }
  return families;
};

describe('the metrics of a running cluster', () => {
  let mariadb: TestMariadb;
  let app: TestApp;
  let page: string;
  beforeAll(async () => {
    mariadb = await startMariadb();
    app = await startApp({ mysqlPort: mariadb.port, mysqlPasswordFile: mariadb.appPasswordFile });
    const socket = await app.connect();
    await socket.timeout(10_000).emitWithAck('send_message', 'I', 'n', 1, 'hello');
    await (await fetch(`${app.url}/chat/chatlog?roomname=I`)).text();
    page = await app.metrics();
    socket.disconnect();
  });
  afterAll(async () => {
    await app?.stop();
    await mariadb?.stop();
  });

  it('are those that are declared, all of them, with type, labels and help', () => {
    const found = [...parsePage(page)].map(([name, { type, labels }]) => ({ name, type, labels: [...labels].sort() }));
    // Without TLS there is no certificate, and without Elasticsearch no way to it.
    const absent: readonly string[] = [
      chatMetrics.certificateNotAfter,
      ...Object.values(searchMetrics),
      ...Object.values(canaryMetrics),
    ].map(({ name }) => name);
    const shown = appMetrics.filter(({ name }) => !absent.includes(name));
    const declared = shown.map(({ name, kind, labels }) => ({
      name,
      type: kind === 'info' ? 'gauge' : kind,
      labels: Object.keys(labels).sort(),
    }));
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    expect(found.sort(byName)).toEqual(declared.sort(byName));
    for (const { name, help } of shown) expect(page).toContain(`# HELP ${name} ${help}\n`);
  });

  it('please promtool', async () => {
    const { exitCode, all } = await execa('promtool', ['check', 'metrics'], { input: page, all: true, reject: false });
    expect({ exitCode, all }).toEqual({ exitCode: 0, all: '' });
  });

  it('name the build that runs, once for all workers', () => {
    expect(page.match(/^chat_build_info\{.*$/gm)).toEqual([
      expect.stringMatching(
        /^chat_build_info\{version="[\d.]+",build_id="[\d.]+-[0-9a-f]{12}",node_version="24\.\S+"\} 1$/,
      ),
    ]);
  });
});
