import { expect, it, onTestFinished } from 'vitest';
import { parseConfig } from '../config/load-config.ts';
import type { ConfigInput } from '../config/schema.ts';
import { startSmallKibana } from '../test/support/small-kibana.ts';
import { amend, examine } from './outcome.ts';
import { targetNames } from './target-names.ts';
import { openTarget } from './targets.ts';

const object = { type: 'index-pattern', id: 'gapwatch-x', attributes: { title: 'x' }, references: [] };
const wanted = { files: [{ path: 'x.ndjson', text: JSON.stringify(object) }], resources: [] };
const open = (apply: NonNullable<ConfigInput['apply']>, name: (typeof targetNames)[number]) =>
  openTarget(name, parseConfig({ apply }, '/project/gapwatch.config.ts'), wanted, {});

it('opens each server that the configuration names, at its own address or where urls says, and no other', async () => {
  const url = 'https://grafana.example/base/';
  const named = { elasticsearch: {}, kibana: {}, prometheus: {}, alertmanager: {}, grafana: { url } };
  const opened = await Promise.all(targetNames.map((name) => open(named, name)));
  for (const target of opened) if (target) onTestFinished(target.close);
  expect(opened.map((target) => [target?.name, target?.title, target?.url])).toEqual([
    ['elasticsearch', 'Elasticsearch', 'http://127.0.0.1:19200'],
    ['kibana', 'Kibana', 'http://127.0.0.1:15601'],
    ['prometheus', 'Prometheus', 'http://127.0.0.1:19090'],
    ['alertmanager', 'Alertmanager', 'http://127.0.0.1:19093'],
    ['grafana', 'Grafana', 'https://grafana.example/base'],
  ]);
  expect(await Promise.all(targetNames.map((name) => open({}, name)))).toEqual(targetNames.map(() => undefined));
});

it("gives Kibana's objects to the space that is named, as Kibana takes them", async () => {
  const server = await startSmallKibana();
  onTestFinished(server.stop);
  const target = await open({ kibana: { url: server.url, space: 'chat' } }, 'kibana');
  if (!target) throw new Error('Kibana is named.');
  onTestFinished(target.close);
  const options = { prune: false, signal: new AbortController().signal };
  expect(await amend(await examine(target, options), options)).toMatchObject({ state: 'applied' });
  const find = async (space: string) => {
    const answer = await fetch(`${server.url}${space}/api/saved_objects/_find?type=index-pattern`, {
      headers: { 'kbn-xsrf': 'test' },
    });
    return Object(await answer.json()).total;
  };
  expect([await find('/s/chat'), await find('')]).toEqual([1, 0]);
});
