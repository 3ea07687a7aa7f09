import { logMetrics } from '../../app/metrics.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { above } from '../../metrics/promql/compare.ts';
import { minutes, seconds } from '../../metrics/promql/duration.ts';
import { increase, rate } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { alert } from '../alert.ts';
import { chatPanel } from '../panels.ts';
import { rising, series, steady } from '../series.ts';
import { chat } from './example-targets.ts';

/** How long a loss is told of: somebody who looks now and then will see it. */
const window = minutes(15);

const dropped = sum(increase(select(logMetrics.dropped), window), { by: ['job', 'reason'] });

/** A ticket as soon as log lines are lost: there is nothing to wait for. */
export const logsDropped = alert({
  name: 'LogsDropped',
  severity: 'ticket',
  expr: above(dropped, 0),
  for: seconds(0),
  summary: ({ job, reason }) => `Log lines of ${job} are lost (${reason})`,
  description: ({ job, reason }, { short }) =>
    `About ${short} log lines of ${job} were given up within ${printSeconds(window.seconds)}, reason ${reason}. They are not in Elasticsearch.`,
  panel: chatPanel('Log lines dropped or retried'),
  runbook: {
    meaning:
      'The app gave log lines up: queue_full (Elasticsearch was away or slow for too long), rejected (it refuses the document), or shutdown (the app ended before they were sent).',
    impact:
      'People notice nothing. What happened in that time cannot be read in Kibana; the console of the app still has it.',
    diagnosis: [
      { says: 'Since when, and for which reason?', query: dropped },
      { says: 'Are lines still waiting?', query: select(logMetrics.queued) },
      { says: 'Are requests repeated, and why?', query: rate(select(logMetrics.retries), minutes(5)) },
      'rejected: the log of the app names the field that Elasticsearch refuses.',
    ],
    mitigation: [
      'queue_full: start Elasticsearch, or give it room (disk, heap).',
      'rejected: declare the field in app/logging/fields.ts, generate, and put the new index template in place.',
    ],
  },
  tests: {
    firing: [
      {
        when: 'Elasticsearch is away and the queue runs over',
        given: [series(logMetrics.dropped, { ...chat, reason: 'queue_full' }, rising(2, minutes(30)))],
        at: minutes(20),
        fires: [{ labels: { job: 'chat', reason: 'queue_full' }, value: 2 * window.seconds }],
      },
    ],
    quiet: [
      {
        when: 'lines were lost long ago',
        given: [series(logMetrics.dropped, { ...chat, reason: 'queue_full' }, steady(500, minutes(30)))],
        at: minutes(20),
      },
    ],
  },
});
