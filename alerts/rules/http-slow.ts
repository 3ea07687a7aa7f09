import { httpMetrics } from '../../app/metrics.ts';
import type { Config } from '../../config/load-config.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { histogramQuantile } from '../../metrics/promql/functions.ts';
import { increase, rate } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { recorded } from '../../metrics/promql/recording.ts';
import { select, selectHistogram } from '../../metrics/promql/selector.ts';
import { poolRecordings } from '../../prometheus/recording-rules.ts';
import { type Alert, alert } from '../alert.ts';
import { ask } from '../commands/ask.ts';
import { endLongestStatement, sql } from '../commands/sql.ts';
import { isAbove } from '../condition.ts';
import { enoughTraffic } from '../enough-traffic.ts';
import { humanizeDuration } from '../humanize.ts';
import { both } from '../joined.ts';
import { limitsOf } from '../limit.ts';
import { chatPanel } from '../panels.ts';
import { slowScenes } from '../slow-scenes.ts';
import { mysqlDown } from './mysql-down.ts';

/** One heavy request is over by then. */
const lasting = minutes(10);

const window = minutes(5);

const metric = httpMetrics.requestDuration;

/** A ticket when a route is slow: people wait for history or a search, but they talk. */
export const httpSlow = (config: Config): Alert => {
  const { httpDurationSeconds, durationCount } = limitsOf(config);
  const buckets = sum(rate(selectHistogram(metric, 'bucket'), window), { by: ['job', 'route', 'le'] });
  const duration = histogramQuantile(0.99, buckets);
  const count = sum(increase(selectHistogram(metric, 'count'), window), { by: ['job', 'route'] });
  const limit = humanizeDuration(httpDurationSeconds.value);
  const route = '/chat/chatlog';
  return alert({
    name: 'HttpSlow',
    severity: 'ticket',
    expr: both(
      isAbove(duration, httpDurationSeconds),
      enoughTraffic({ count, median: histogramQuantile(0.5, buckets) }, httpDurationSeconds, durationCount),
    ),
    for: lasting,
    summary: ({ job, route }) => `${route} of ${job} takes more than ${limit}`,
    description: ({ job, route }, { duration: took }) =>
      `One of a hundred requests for ${route} of ${job} takes ${took} or longer, more than ${limit}, for ${printSeconds(lasting.seconds)}.`,
    panel: chatPanel('Request duration by route'),
    consequenceOf: [mysqlDown],
    drill: 'lag-disk',
    runbook: {
      meaning: `One of a hundred answers of the route takes more than ${limit}. Where no more than ${durationCount.value} are asked for within 5 minutes, half of them do.`,
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
      scenes: slowScenes({
        metric,
        most: httpDurationSeconds,
        labels: { job: 'chat', route },
        series: (target) => ({ ...target, method: 'GET', route }),
      }),
    },
  });
};
