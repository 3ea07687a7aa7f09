import { expect, it } from 'vitest';
import { generateAll } from '../../cli/generators.ts';
import { parseConfig } from '../../config/load-config.ts';
import { questionsOf } from './questions.ts';
import { withoutRecords } from './without-records.ts';

it('asks the instances themselves in the place of what is recorded of all of them', () => {
  expect(
    withoutRecords(
      'sum by (room) (avg_over_time(job_room:a:rate2m{job=~".+",job=~".+",room=~".+"}[300s]) or sum by (job, room) (rate(a_total{instance=~".+",job=~".+",job!~".+",room=~".+"}[315s])))',
    ),
  ).toBe('sum by (room) (sum by (job, room) (rate(a_total{instance=~".+",job=~".+",room=~".+"}[315s])))');
});

it('does so in every panel', () => {
  const asked = questionsOf(generateAll(parseConfig({}, 'gapwatch.config.ts')), 86_400).flatMap((panel) => panel.asked);
  const either = asked.map(({ expr }) => expr).filter((expr) => expr.includes('!~".+"'));
  expect(either.length).toBeGreaterThan(50);
  for (const expr of either) {
    const without = withoutRecords(expr);
    expect(without).not.toBe(expr);
    expect(without).not.toMatch(/job!~|:(rate2m|times)\{/);
  }
});
