import { expect, it } from 'vitest';
import { kibanaTarget } from '../apply/kibana/kibana-target.ts';
import { amend, examine } from '../apply/outcome.ts';
import { parseConfig } from '../config/load-config.ts';
import { kibanaObjectsOf } from '../test/support/kibana-objects.ts';
import { kibanaUnderTest } from '../test/support/kibana-under-test.ts';
import { kibanaFiles } from './kibana-files.ts';

const files = kibanaFiles(parseConfig({ logs: { services: [{ dataset: 'shop' }] } }, '/project/gapwatch.config.ts'));
const names = files.flatMap(kibanaObjectsOf).map(({ type, id }) => `${type} ${id}`);
const options = { prune: true, signal: new AbortController().signal };

it('is taken by Kibana as a whole, and found there unchanged the second time', async () => {
  const { api } = await kibanaUnderTest(names);
  const made = await amend(await examine(kibanaTarget(api, files), options), options);
  expect(made.problem).toBeUndefined();
  expect(made.plan?.changes.map(({ action, kind, name }) => `${action} ${kind} ${name}`)).toEqual(
    names.map((name) => `create ${name}`),
  );
  const again = await examine(kibanaTarget(api, files), options);
  expect(again).toMatchObject({ state: 'same', plan: { changes: [] } });
});
