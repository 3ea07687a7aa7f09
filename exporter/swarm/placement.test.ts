import { expect, it } from 'vitest';
import { makeNode } from '../../test/support/swarm-answers.ts';
import { docker } from './docker-schema.ts';
import { makePlacement } from './placement.ts';

const made = makeNode('abc', { labels: { Zone: 'North' } });
const node = docker.node.parse({
  ...made,
  Description: { ...made.Description, Engine: { EngineVersion: '20.10.24', Labels: { disk: 'ssd' } } },
});

it.each<[string, boolean]>([
  ['node.id==abc', true],
  ['node.id != abc', false],
  ['node.hostname == HOST-ABC', true],
  ['node.hostname==other', false],
  ['node.role==worker', true],
  ['NODE.ROLE != worker', false],
  ['node.platform.os==linux', true],
  ['node.platform.arch==aarch64', false],
  ['node.labels.Zone==north', true],
  ['node.labels.zone==north', false],
  ['node.labels.zone!=north', true],
  ['node.labels.other!=', false],
  ['engine.labels.disk==ssd', true],
  ['engine.labels.disk!=ssd', false],
  ['node.ip==10.0.0.1', true],
  ['node.ip==10.0.0.2', false],
  ['node.ip!=10.0.0.0/8', false],
  ['node.ip==10.0.0.0/31', true],
  ['node.ip==::/0', false],
  ['node.ip==10.0.0.0/33', false],
  ['node.ip!=nowhere', false],
  ['node.colour==red', false],
  ['node.colour!=red', false],
  ['node.labels.!=red', false],
  ['nonsense', false],
])('%s: a node fits, or not (%s)', (constraint, fits) => {
  expect(makePlacement([node])([constraint])).toEqual(fits ? [node] : []);
});

it('fits where no constraint excludes it', () => {
  const place = makePlacement([node]);
  expect(place([])).toEqual([node]);
  expect(place(['node.role==worker', 'node.ip==10.0.0.1'])).toEqual([node]);
  expect(place(['node.role==worker', 'node.ip==10.0.0.2'])).toEqual([]);
  expect(place(['node.role==worker', 'node.ip==10.0.0.1'])).toEqual([node]);
});
