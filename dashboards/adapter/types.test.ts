import { expect, it } from 'vitest';
import { metric, oneOf } from '../../metrics/declare.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { type Dashboard, dashboard, panelOf, row, type TitleOf } from './dashboard.ts';
import { perSecond } from './expressions.ts';
import { stat, table } from './panels.ts';
import { query } from './query.ts';
import { shown } from './target.ts';
import { unit } from './unit.ts';

const messages = metric.counter('messages', { help: 'Messages.', labels: { room: oneOf('I', 'E') } });
const sockets = metric.gauge('sockets', { help: 'Sockets.' });
const byRoom = sum(perSecond(shown(messages)), { by: ['room'] });
const rest = { description: 'Text.', unit: unit.count, width: 4 } as const;
const example = dashboard({
  uid: 'example',
  title: 'Example',
  description: 'An example.',
  source: 'here',
  of: [sockets],
  log: { description: 'Lines.', lines: {} },
  rows: [row('Row', [stat({ ...rest, title: 'Messages', queries: [query(byRoom, '{{room}}')] })])],
});

// Never called: the type check fails where one of these compiles.
void (() => {
  // @ts-expect-error: the series have no label worker
  query(byRoom, 'worker {{worker}}');
  // @ts-expect-error: a room that does not exist
  shown(messages, { room: 'X' });
  // @ts-expect-error: the rate of a gauge
  perSecond(shown(sockets));
  // @ts-expect-error: a column by another label than the table's
  table({ ...rest, title: 'T', label: 'worker', columns: [{ title: 'A', expr: byRoom, unit: unit.count }] });
  // @ts-expect-error: a panel without a description
  stat({ title: 'T', unit: unit.count, width: 4, queries: [query(byRoom, '{{room}}')] });
  // @ts-expect-error: a unit that Grafana does not know
  stat({ ...rest, title: 'T', unit: 'banana', queries: [query(byRoom, '{{room}}')] });
  // @ts-expect-error: a threshold that the configuration does not have
  stat({ ...rest, title: 'T', queries: [query(byRoom, '{{room}}')], threshold: { above: 'patience' } });
  // @ts-expect-error: a panel that the dashboard does not have
  panelOf(example, 'Rooms');
});

it('names a panel by the title that its dashboard gives it', () => {
  const title: TitleOf<typeof example> = 'Messages';
  expect(panelOf(example, title)).toEqual({ uid: 'example', title: 'Messages' });
  const any: Dashboard = example;
  expect(any.rows).toHaveLength(1);
});
