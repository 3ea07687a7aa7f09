import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chatMetrics } from '../app/metrics.ts';
import { sum } from '../metrics/promql/aggregate.ts';
import { minutes } from '../metrics/promql/duration.ts';
import { rate } from '../metrics/promql/over-counter.ts';
import { select } from '../metrics/promql/selector.ts';
import { compileErrors } from '../test/support/compile-errors.ts';
import { alert } from './alert.ts';
import { isAbove } from './condition.ts';
import { both } from './joined.ts';
import { limit } from './limit.ts';
import { chatPanel } from './panels.ts';
import { series } from './series.ts';

const spoken = sum(rate(select(chatMetrics.messages), minutes(5)), { by: ['job', 'room'] });

/** An alert of the tests, with a name and edges of its own. */
const chatter = (name: string, edges?: readonly ('most' | 'least')[]) =>
  alert({
    name,
    severity: 'ticket',
    expr: both(isAbove(spoken, limit('most', 5)), isAbove(spoken, limit('least', 1))),
    for: minutes(1),
    summary: ({ room }) => `Much is said in ${room}`,
    description: ({ job, room }, { short }) => `${short} messages a second in ${room} of ${job}.`,
    panel: chatPanel('Messages by room'),
    drill: 'block-event-loop',
    runbook: { meaning: 'So.', impact: 'None.', diagnosis: [], mitigation: [] },
    tests: {
      scenes: [
        {
          when: 'so',
          labels: { job: 'chat', room: 'I' },
          ...(edges && { edges }),
          given: (target, course) => [
            series(chatMetrics.messages, { ...target, room: 'I', outcome: 'stored' }, course.counter()),
          ],
        },
      ],
    },
  });

describe('an alert', () => {
  it('has texts that name the labels of its expression, and the limits that decide', () => {
    const { annotate, bounds } = chatter('Chatter');
    expect(annotate({ job: 'chat', room: 'I' }, { short: '7', percentage: '', duration: '' })).toEqual({
      summary: 'Much is said in I',
      description: '7 messages a second in I of chat.',
    });
    expect(bounds).toEqual([
      { name: 'most', value: 5, is: '>' },
      { name: 'least', value: 1, is: '>' },
    ]);
  });

  it('is refused under a name from which no address of a runbook can be made', () => {
    expect(() => chatter('much chatter')).toThrow('Alert much chatter: name it in CamelCase.');
  });

  it('is refused if no scene shows the edge of a limit', () => {
    expect(() => chatter('Chatter', ['most'])).toThrow('Alert Chatter: no scene shows the edge of its limit least.');
  });

  it('is refused by the compiler without any of its parts or edges, and only then', () => {
    const { marked, passed, unmarked } = compileErrors(join(import.meta.dirname, 'fixtures/does-not-compile.ts'));
    expect(marked.length).toBeGreaterThan(25);
    expect(passed).toEqual([]);
    expect(unmarked).toEqual([]);
  });
});
