import { httpMetrics } from '../../app/metrics.ts';
import type { Config } from '../../config/load-config.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { above } from '../../metrics/promql/compare.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { histogramQuantile } from '../../metrics/promql/functions.ts';
import { increase, rate } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { recorded } from '../../metrics/promql/recording.ts';
import { select, selectHistogram } from '../../metrics/promql/selector.ts';
import { and } from '../../metrics/promql/set.ts';
import { poolRecordings } from '../../prometheus/recording-rules.ts';
import { type Alert, alert } from '../alert.ts';
import { sizesAround } from '../bucket.ts';
import { ask } from '../commands/ask.ts';
import { endLongestStatement, sql } from '../commands/sql.ts';
import { enoughTraffic, plenty, sparse } from '../enough-traffic.ts';
import { humanizeDuration } from '../humanize.ts';
import { chatPanel } from '../panels.ts';
import { observations } from '../series.ts';
import { chat } from './example-targets.ts';
import { mysqlDown } from './mysql-down.ts';

/** One heavy request is over by then. */
const lasting = minutes(10);

const window = minutes(5);

const metric = httpMetrics.requestDuration;

/** A ticket when a route is slow: people wait for history or a search, but they talk. */
export const httpSlow = ({ thresholds }: Config): Alert => {
  const { httpDurationSeconds, durationCount } = thresholds;
  const buckets = sum(rate(selectHistogram(metric, 'bucket'), window), { by: ['job', 'route', 'le'] });
  const duration = histogramQuantile(0.99, buckets);
  const count = sum(increase(selectHistogram(metric, 'count'), window), { by: ['job', 'route'] });
  const limit = humanizeDuration(httpDurationSeconds);
  const { fine, slow, slowP99 } = sizesAround(metric, 'httpDurationSeconds', httpDurationSeconds);
  const route = '/chat/chatlog';
  const answered = (of: Parameters<typeof observations>[2]) =>
    observations(metric, { ...chat, method: 'GET', route }, of);
  return alert({
    name: 'HttpSlow',
    severity: 'ticket',
    expr: and(
      above(duration, httpDurationSeconds),
      enoughTraffic({ count, median: histogramQuantile(0.5, buckets) }, httpDurationSeconds, thresholds),
    ),
    for: lasting,
    summary: ({ job, route }) => `${route} of ${job} is slow`,
    description: ({ job, route }, { duration: took }) =>
      `One of a hundred requests for ${route} of ${job} takes ${took} or longer, more than ${limit}, for ${printSeconds(lasting.seconds)}.`,
    panel: chatPanel('Request duration by route'),
    consequenceOf: [mysqlDown],
    runbook: {
      meaning: `One of a hundred answers of the route takes more than ${limit}. Where no more than ${durationCount} are asked for within 5 minutes, half of them do.`,
      impact: 'People look at a page, a history or a search that seems stuck, and ask again, which makes it worse.',
      diagnosis: [
        { says: 'Which routes?', query: duration },
        { says: 'Do they wait for a connection to MySQL?', query: recorded(poolRecordings.waitP99) },
        { says: 'Is more asked for than before?', query: rate(select(httpMetrics.requests), window) },
        'Alert EventLoopDelay fires as well: the workers are too busy, begin there.',
        {
          says: '/board/search: what keeps Elasticsearch busy?',
          run: ask('elasticsearch', '/_cat/thread_pool/search?v&h=node_name,active,queue,rejected'),
        },
        {
          says: 'Other routes: which statement takes long? EXPLAIN tells whether it goes by an index.',
          run: sql('SHOW FULL PROCESSLIST', 'administrator'),
        },
      ],
      mitigation: [
        {
          says: 'End the statement that has run for longest, if it is the one that holds MySQL up.',
          run: endLongestStatement,
        },
        'Run more workers if they are busy (`app.workers`, or more replicas).',
      ],
    },
    tests: {
      firing: [
        {
          when: 'all answers take too long',
          given: answered({ size: slow, perSecond: plenty(thresholds), lasting: minutes(25) }),
          at: minutes(20),
          fires: [{ labels: { job: 'chat', route }, value: slowP99 }],
        },
        {
          when: 'little is asked for, and all answers take too long',
          given: answered({ size: slow, perSecond: sparse(thresholds), lasting: minutes(25) }),
          at: minutes(20),
          fires: [{ labels: { job: 'chat', route }, value: slowP99 }],
        },
      ],
      quiet: [
        {
          when: 'all answers take just as long as they may',
          given: answered({ size: fine, perSecond: plenty(thresholds), lasting: minutes(25) }),
          at: minutes(20),
        },
        {
          when: 'little is asked for, and one answer of four takes too long',
          given: answered({
            size: slow,
            perSecond: sparse(thresholds) / 4,
            besides: { size: fine, perSecond: (sparse(thresholds) * 3) / 4 },
            lasting: minutes(25),
          }),
          at: minutes(20),
        },
      ],
    },
  });
};
