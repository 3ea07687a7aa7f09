import { avg, sum } from '../../metrics/promql/aggregate.ts';
import { subtract } from '../../metrics/promql/arithmetic.ts';
import { sloSeries } from '../../prometheus/slo-series.ts';
import { row } from '../adapter/dashboard.ts';
import { table, timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { chosenJobs } from '../adapter/target.ts';
import { unit } from '../adapter/unit.ts';

const by = { by: ['slo', 'job'] } as const;
const none = 'Nothing has happened yet that anything is promised of';
const legend = '{{slo}} of {{job}}';

/** Objectives and their budgets. */
export const budgetRow = row('Objectives and their budgets', [
  table({
    title: 'Objectives now',
    description:
      'What is promised, what was kept over 30 days, and how fast the budget is spent, in times of what is allowed. Red: above it.',
    unit: unit.ratio,
    none,
    width: 24,
    labels: { slo: 'Objective', job: 'Job' },
    columns: [
      { title: 'Promised', expr: avg(sloSeries.objective(chosenJobs), by), unit: unit.share },
      { title: 'Kept, 30 d', expr: subtract(1, avg(sloSeries.ratio('30d', chosenJobs), by)), unit: unit.share },
      {
        title: 'Budget left',
        expr: avg(sloSeries.remaining(chosenJobs), by),
        unit: unit.ratio,
        threshold: { below: 0 },
      },
      {
        title: 'Burn 1 h',
        expr: avg(sloSeries.burn('1h', chosenJobs), by),
        unit: unit.amount,
        threshold: { above: 1 },
      },
      {
        title: 'Burn 6 h',
        expr: avg(sloSeries.burn('6h', chosenJobs), by),
        unit: unit.amount,
        threshold: { above: 1 },
      },
      {
        title: 'Burn 1 day',
        expr: avg(sloSeries.burn('1d', chosenJobs), by),
        unit: unit.amount,
        threshold: { above: 1 },
      },
      {
        title: 'Burn 3 days',
        expr: avg(sloSeries.burn('3d', chosenJobs), by),
        unit: unit.amount,
        threshold: { above: 1 },
      },
      { title: 'Events', expr: sum(sloSeries.events('5m', chosenJobs), by), unit: unit.eventsPerSecond },
    ],
  }),
  timeseries({
    title: 'Error budget left',
    description:
      'What is left of the errors that 30 days allow: 100 % is all of it, below 0 the promise is broken. A fall like a step is one incident; a slope, something that fails all the time.',
    unit: unit.ratio,
    none,
    width: 8,
    threshold: { below: 0 },
    queries: [query(sloSeries.remaining(chosenJobs), legend)],
  }),
  timeseries({
    title: 'Budget burn: hours',
    description:
      'How many times as fast as allowed the budget is spent, over an hour and over six. Fast burning: something broke; see who spends it, and the deploys across the panels.',
    unit: unit.amount,
    none,
    width: 8,
    queries: [
      query(sloSeries.burn('1h', chosenJobs), '1 h: {{slo}} of {{job}}'),
      query(sloSeries.burn('6h', chosenJobs), '6 h: {{slo}} of {{job}}'),
    ],
  }),
  timeseries({
    title: 'Budget burn: days',
    description:
      'The same over a day and over three. Slow burning: nothing broke, but something fails more often than the promise allows; plan time for it.',
    unit: unit.amount,
    none,
    width: 8,
    queries: [
      query(sloSeries.burn('1d', chosenJobs), '1 day: {{slo}} of {{job}}'),
      query(sloSeries.burn('3d', chosenJobs), '3 days: {{slo}} of {{job}}'),
    ],
  }),
]);
