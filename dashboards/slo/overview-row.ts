import { max, min, sum } from '../../metrics/promql/aggregate.ts';
import { subtract } from '../../metrics/promql/arithmetic.ts';
import { sloSeries } from '../../prometheus/slo-series.ts';
import { row } from '../adapter/dashboard.ts';
import { stat } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { chosenJobs } from '../adapter/target.ts';
import { unit } from '../adapter/unit.ts';

const none = 'nothing yet';

/** Numbers that answer whether people get what is promised: of several objectives, the worst one. */
export const overviewRow = row('Is it well?', [
  stat({
    title: 'Budget left',
    description:
      'What the worst objective has left of the errors that it allows in 30 days. Red: more was spent than there was; take no risk until it has recovered.',
    unit: unit.ratio,
    none,
    width: 4,
    threshold: { below: 0 },
    queries: [query(min(sloSeries.remaining(chosenJobs)), 'left')],
  }),
  stat({
    title: 'Kept',
    description:
      'Share of the events of 30 days that kept their promise, of the worst objective. Compare it with what is promised, below.',
    unit: unit.ratio,
    none,
    width: 4,
    queries: [query(subtract(1, max(sloSeries.ratio('30d', chosenJobs))), 'kept')],
  }),
  stat({
    title: 'Burn now',
    description:
      'How many times as fast as allowed the worst objective spent its budget in the last 5 minutes. At 1 all of it is spent in 30 days. A short peak is a hiccup; the alerts look at longer windows as well.',
    unit: unit.amount,
    none,
    width: 4,
    queries: [query(max(sloSeries.burn('5m', chosenJobs)), 'times as fast')],
  }),
  stat({
    title: 'Burn of a day',
    description: 'The same over a day. Above 1 the promise will be broken if days go on like this: see who spends it.',
    unit: unit.amount,
    none,
    width: 4,
    threshold: { above: 1 },
    queries: [query(max(sloSeries.burn('1d', chosenJobs)), 'times as fast')],
  }),
  stat({
    title: 'Events',
    description:
      'What is promised of: messages, all objectives together. With few of them one failure is a large share, so the alerts wait for more.',
    unit: unit.eventsPerSecond,
    none,
    width: 4,
    queries: [query(sum(sloSeries.events('5m', chosenJobs)), 'events')],
  }),
]);
