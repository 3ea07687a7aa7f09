import { expect, it } from 'vitest';
import { generateAll } from '../../cli/generators.ts';
import type { GeneratedFile } from '../../config/generated-file.ts';
import { parseConfig } from '../../config/load-config.ts';
import type { ConfigInput } from '../../config/schema.ts';
import { type GrafanaUnderTest, grafanaUnderTest } from '../../test/support/grafana-under-test.ts';
import { amend, examine, type Outcome } from '../outcome.ts';
import { grafanaTarget } from './grafana-target.ts';

const filesOf = (input: ConfigInput): GeneratedFile[] => generateAll(parseConfig(input, 'gapwatch.config.ts'));
const files = filesOf({});
const uids = files
  .filter(({ path }) => /^dashboards\/generated\/[^/]+\.json$/.test(path))
  .map(({ text }) => String(JSON.parse(text).uid));
const [first = '', second = ''] = uids;

const options = (prune = false) => ({ prune, signal: new AbortController().signal });
const targetOf = ({ api }: GrafanaUnderTest, wanted = files, dataSources = false) =>
  grafanaTarget({ api, files: wanted, dataSources });
const applied = async (grafana: GrafanaUnderTest, wanted = files, prune = false): Promise<Outcome> =>
  amend(await examine(targetOf(grafana, wanted), options(prune)), options(prune));
const changes = ({ plan }: Outcome) => plan?.changes.map(({ action, kind, name }) => `${action} ${kind} ${name}`);
const dashboardOf = async ({ ask }: GrafanaUnderTest, uid: string) => ask('GET', `/api/dashboards/uid/${uid}`);

/** Saves a dashboard as somebody does in the browser. */
const edit = async (grafana: GrafanaUnderTest, uid: string, change: object, folderUid = 'gapwatch') => {
  const { dashboard } = await dashboardOf(grafana, uid);
  const saved = await grafana.ask('POST', '/api/dashboards/db', {
    dashboard: { ...Object(dashboard), ...change },
    folderUid,
    overwrite: true,
  });
  expect(saved).toMatchObject({ answered: 200 });
};

it('makes the folder and every dashboard in it, and the second time nothing', async () => {
  const grafana = await grafanaUnderTest();
  const outcome = await applied(grafana);
  expect(outcome.problem).toBeUndefined();
  expect(changes(outcome)).toEqual(['create folder gapwatch', ...uids.map((uid) => `create dashboard ${uid}`)]);
  expect(await dashboardOf(grafana, first)).toMatchObject({ meta: { folderUid: 'gapwatch' } });
  const again = await examine(targetOf(grafana), options());
  expect(again).toMatchObject({ state: 'same', plan: { steps: [], leftOver: [] } });
});

it('finds what somebody changed, and puts it right', async () => {
  const grafana = await grafanaUnderTest();
  await applied(grafana);
  await edit(grafana, first, { title: 'Mine', editable: true, somethingNew: 1 }, '');
  const found = await examine(targetOf(grafana), options());
  expect(changes(found)).toEqual([`change dashboard ${first}`]);
  expect(found.plan?.changes[0]?.differences.map(({ path }) => path)).toEqual([
    'dashboard.editable',
    'dashboard.somethingNew',
    'dashboard.title',
    'folder',
  ]);
  expect(await amend(found, options())).toMatchObject({ state: 'applied' });
  expect(await examine(targetOf(grafana), options())).toMatchObject({ state: 'same' });
});

it('changes only the dashboards that are generated otherwise, by one request each', async () => {
  const grafana = await grafanaUnderTest();
  await applied(grafana);
  const before = grafana.proxy.seen.filter((request) => request.startsWith('POST')).length;
  const after = filesOf({ thresholds: { mysqlConnectionsRatio: 0.7 } });
  const outcome = await applied(grafana, after);
  expect(outcome.state).toBe('applied');
  expect(outcome.plan?.changes.length).toBeGreaterThan(0);
  expect(outcome.plan?.changes.length).toBeLessThan(uids.length);
  const writes = grafana.proxy.seen.filter((request) => request.startsWith('POST')).length - before;
  expect(writes).toBe(outcome.plan?.changes.length);
});

it('deletes what it made and nothing makes any more, only when that is asked for', async () => {
  const grafana = await grafanaUnderTest();
  await applied(grafana);
  const copy = { title: 'A copy', uid: 'somebodys-copy', tags: ['gapwatch'] };
  const homonym = { title: 'Another', uid: 'gapwatch-of-mine', tags: [] };
  for (const dashboard of [copy, homonym]) {
    await grafana.ask('POST', '/api/dashboards/db', { dashboard, folderUid: 'gapwatch' });
  }
  const fewer = files.filter(({ text }) => !text.includes(`"uid": "${first}"`));
  expect(await examine(targetOf(grafana, fewer), options())).toMatchObject({
    state: 'same',
    plan: { leftOver: [`dashboard ${first}`] },
  });
  const pruned = await applied(grafana, fewer, true);
  expect(changes(pruned)).toEqual([`delete dashboard ${first}`]);
  expect(await dashboardOf(grafana, first)).toMatchObject({ answered: 404 });
  for (const { uid } of [copy, homonym]) expect(await dashboardOf(grafana, uid)).toMatchObject({ dashboard: { uid } });
  for (const { uid } of [copy, homonym]) await grafana.ask('DELETE', `/api/dashboards/uid/${uid}`);
});

it('takes everything back when Grafana refuses something in the middle', async () => {
  const grafana = await grafanaUnderTest();
  await applied(grafana);
  await edit(grafana, first, { title: 'Mine' });
  await grafana.ask('DELETE', `/api/dashboards/uid/${second}`);
  // The third request to save is refused: one was changed, one was made before.
  const others = filesOf({ thresholds: { mysqlConnectionsRatio: 0.7, heapRatio: 0.5 } });
  let saves = 0;
  grafana.proxy.fault(
    (request) => {
      if (request !== 'POST /api/dashboards/db') return false;
      saves += 1;
      return saves === 3;
    },
    { status: 403, json: { message: 'Access denied to save dashboard' } },
  );
  const wanted = others.map((file) =>
    file.path.startsWith('dashboards/')
      ? { ...file, text: file.text.replace('"refresh": "30s"', '"refresh": "1m"') }
      : file,
  );
  const failed = await applied(grafana, wanted);
  expect(failed).toMatchObject({
    state: 'failed',
    problem: expect.stringMatching(
      /^Grafana at \S+ does not take dashboard \S+ \(403: Access denied to save dashboard\); give the token or user of apply\.grafana the right\. What was done before was taken back\.$/,
    ),
  });
  grafana.proxy.heal();
  expect(await dashboardOf(grafana, first)).toMatchObject({ dashboard: { title: 'Mine', refresh: '30s' } });
  expect(await dashboardOf(grafana, second)).toMatchObject({ answered: 404 });
});

it('leaves nothing behind in an empty Grafana, also where it hears nothing of what it asked for', async () => {
  const grafana = await grafanaUnderTest();
  grafana.proxy.fault((request) => request === 'POST /api/dashboards/db', 'cut off after');
  const failed = await applied(grafana);
  expect(failed.problem).toMatch(
    /^Grafana at \S+ does not answer \(.+\); start it, or correct urls\.grafana\. What was done before was taken back\.$/,
  );
  grafana.proxy.heal();
  expect(await dashboardOf(grafana, first)).toMatchObject({ answered: 404 });
  expect(await grafana.ask('GET', '/api/folders/gapwatch')).toMatchObject({ answered: 404 });
});

it('does not overwrite what somebody changes meanwhile, neither there nor back', async () => {
  const grafana = await grafanaUnderTest();
  await applied(grafana);
  await edit(grafana, first, { title: 'Mine' });
  grafana.proxy.fault(
    (request) => request.startsWith('POST'),
    () => edit(grafana, first, { title: 'Quicker' }),
  );
  const refused = await applied(grafana);
  expect(refused.problem).toMatch(
    /does not take dashboard \S+ \(412: The dashboard has been changed by someone else\)\. Nothing was changed\.$/,
  );
  grafana.proxy.heal();
  expect(await dashboardOf(grafana, first)).toMatchObject({ dashboard: { title: 'Quicker' } });

  // And on the way back: the first is put right, somebody changes it at once, the second fails.
  await edit(grafana, second, { title: 'Mine too' });
  let saves = 0;
  const isSecond = (request: string) => {
    if (!request.startsWith('POST')) return false;
    saves += 1;
    return saves === 2;
  };
  grafana.proxy.fault(isSecond, async () => {
    await edit(grafana, first, { title: 'Quicker again' });
    await edit(grafana, second, { title: 'Quicker too' });
  });
  const left = await applied(grafana);
  expect(left.problem).toMatch(
    /What was done before could not be taken back whole: Somebody else has changed dashboard \S+ meanwhile; it is left as it is\.$/,
  );
  expect(await dashboardOf(grafana, first)).toMatchObject({ dashboard: { title: 'Quicker again' } });
});

it('keeps its hands off dashboards that Grafana has from files, and says so when they differ', async ({ skip }) => {
  const grafana = await grafanaUnderTest();
  if (grafana.provision === undefined) return skip('the files of a real Grafana are not ours');
  await applied(grafana);
  for (const uid of uids) grafana.provision(uid);
  expect(await examine(targetOf(grafana), options())).toMatchObject({ state: 'same' });
  const after = filesOf({ thresholds: { mysqlConnectionsRatio: 0.7 } });
  const found = await examine(targetOf(grafana, after), options());
  expect(found.state).toBe('differs');
  const failed = await amend(found, options());
  expect(failed.problem).toMatch(
    /^Grafana at \S+ has dashboard \S+ from a file of its provisioning; change it there\./,
  );
});

it('makes data sources where that is asked for, and keeps what somebody added to them', async () => {
  const grafana = await grafanaUnderTest();
  const withSources = targetOf(grafana, files, true);
  const made = await amend(await examine(withSources, options()), options());
  expect(made.problem).toBeUndefined();
  expect(changes(made)?.slice(1, 4)).toEqual([
    'create data source gapwatch-prometheus',
    'create data source gapwatch-alertmanager',
    'create data source gapwatch-elasticsearch',
  ]);
  const path = '/api/datasources/uid/gapwatch-prometheus';
  const { answered: _, ...source } = await grafana.ask('GET', path);
  expect(source).toMatchObject({ url: 'http://127.0.0.1:19090', isDefault: false });
  const jsonData = { ...Object(source.jsonData), defaultEditor: 'code' };
  await grafana.ask('PUT', path, { ...source, url: 'http://elsewhere', basicAuth: true, jsonData });

  const found = await examine(withSources, options());
  expect(found.plan?.changes).toMatchObject([
    { name: 'gapwatch-prometheus', differences: [{ path: 'url', found: 'http://elsewhere' }] },
  ]);
  expect(await amend(found, options())).toMatchObject({ state: 'applied' });
  expect(await grafana.ask('GET', path)).toMatchObject({
    url: 'http://127.0.0.1:19090',
    basicAuth: true,
    jsonData: { defaultEditor: 'code' },
  });
});

it('takes data sources back too', async () => {
  const grafana = await grafanaUnderTest();
  const withSources = targetOf(grafana, files, true);
  grafana.proxy.fault((request) => request === 'POST /api/dashboards/db', { status: 500, json: { message: 'Oh' } });
  const failed = await amend(await examine(withSources, options()), options());
  expect(failed.problem).toMatch(/\(500: Oh\)\. What was done before was taken back\.$/);
  expect(await grafana.ask('GET', '/api/datasources/uid/gapwatch-prometheus')).toMatchObject({ answered: 404 });

  grafana.proxy.heal();
  await amend(await examine(withSources, options()), options());
  const path = '/api/datasources/uid/gapwatch-prometheus';
  const { answered: _, ...source } = await grafana.ask('GET', path);
  await grafana.ask('PUT', path, { ...source, url: 'http://elsewhere' });
  await edit(grafana, first, { title: 'Mine' });
  grafana.proxy.fault((request) => request === 'POST /api/dashboards/db', { status: 500, json: { message: 'Oh' } });
  await amend(await examine(withSources, options()), options());
  expect(await grafana.ask('GET', path)).toMatchObject({ url: 'http://elsewhere' });
});
