import { expect, it } from 'vitest';
import { chatMetrics } from '../app/metrics.ts';
import { sum } from '../metrics/promql/aggregate.ts';
import { above } from '../metrics/promql/compare.ts';
import { minutes } from '../metrics/promql/duration.ts';
import { rate } from '../metrics/promql/over-counter.ts';
import { select } from '../metrics/promql/selector.ts';
import { alert } from './alert.ts';
import { restart } from './commands/part.ts';
import { chatPanel } from './panels.ts';
import { series, steady } from './series.ts';

const messages = rate(select(chatMetrics.messages), minutes(5));
const given = [
  series(chatMetrics.messages, { job: 'chat', instance: 'a', room: 'I', outcome: 'stored' }, steady(1, minutes(5))),
];

const definition = {
  name: 'Chatter',
  severity: 'ticket',
  expr: above(sum(messages, { by: ['job', 'room'] }), 5),
  for: minutes(1),
  summary: ({ room }) => `Much is said in ${room}`,
  description: ({ job, room }, { short }) => `${short} messages a second in ${room} of ${job}.`,
  panel: chatPanel('Messages by room'),
  runbook: { meaning: 'So.', impact: 'None.', diagnosis: [], mitigation: [] },
  tests: {
    firing: [{ when: 'so', given, at: minutes(1), fires: [{ labels: { job: 'chat', room: 'I' } }] }],
    quiet: [{ when: 'not so', given, at: minutes(1) }],
  },
} satisfies Parameters<typeof alert<'job' | 'room', 'ticket'>>[0];

it('makes an alert whose texts name the labels of its expression', () => {
  const { annotate } = alert(definition);
  expect(annotate({ job: 'chat', room: 'I' }, { short: '7', percentage: '', duration: '' })).toEqual({
    summary: 'Much is said in I',
    description: '7 messages a second in I of chat.',
  });
});

it('refuses a name from which no address of a runbook can be made', () => {
  expect(() => alert({ ...definition, name: 'much chatter' })).toThrow('Alert much chatter: name it in CamelCase.');
});

it('is refused by the compiler otherwise', () => {
  const { tests } = definition;
  const at = { job: 'chat', instance: 'a', room: 'I' } as const;
  const withoutRoom = { ...tests.firing[0], fires: [{ labels: { job: 'chat' } }] } as const;
  // Never called: `tsc` is what fails if one of them compiles.
  const refused = [
    // @ts-expect-error a label that the aggregation dropped
    () => alert({ ...definition, summary: ({ outcome }) => `Much is ${outcome}` }),
    // @ts-expect-error the same, after somebody has changed the aggregation
    () => alert({ ...definition, expr: above(sum(messages, { by: ['job'] }), 5) }),
    // @ts-expect-error an expression without the job
    () => alert({ ...definition, expr: above(sum(messages, { by: ['room'] }), 5), description: () => '' }),
    // @ts-expect-error no runbook
    () => alert({ ...definition, runbook: undefined }),
    // @ts-expect-error a runbook without what to do
    () => alert({ ...definition, runbook: { meaning: '', impact: '', diagnosis: [] } }),
    // @ts-expect-error a diagnosis that changes something
    () => alert({ ...definition, runbook: { ...definition.runbook, diagnosis: [{ says: '', run: restart('app') }] } }),
    // @ts-expect-error no panel
    () => alert({ ...definition, panel: undefined }),
    // @ts-expect-error a panel that its dashboard does not have
    () => alert({ ...definition, panel: chatPanel('Messages by mood') }),
    // @ts-expect-error no test in which it fires
    () => alert({ ...definition, tests: { ...tests, firing: [] } }),
    // @ts-expect-error no test in which it is quiet
    () => alert({ ...definition, tests: { ...tests, quiet: [] } }),
    // @ts-expect-error an expected alert without one of its labels
    () => alert({ ...definition, tests: { ...tests, firing: [withoutRoom] } }),
    // @ts-expect-error a severity that nobody routes
    () => alert({ ...definition, severity: 'critical' }),
    // @ts-expect-error a series without one of its labels
    () => series(chatMetrics.messages, at, steady(1, minutes(5))),
    // @ts-expect-error a series with a value that its label never takes
    () => series(chatMetrics.messages, { ...at, outcome: 'lost' }, steady(1, minutes(5))),
  ];
  expect(refused).toHaveLength(14);
});
