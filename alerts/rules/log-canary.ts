import { canaryAction } from '../../app/logging/canary-fields.ts';
import { canaryMetrics, canarySeconds, logMetrics } from '../../app/metrics.ts';
import { max, sum } from '../../metrics/promql/aggregate.ts';
import { divide, subtract } from '../../metrics/promql/arithmetic.ts';
import { above } from '../../metrics/promql/compare.ts';
import { secondsSince } from '../../metrics/promql/constant.ts';
import { hours, minutes } from '../../metrics/promql/duration.ts';
import { rate } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { alert } from '../alert.ts';
import { appLog } from '../commands/app-log.ts';
import { ask } from '../commands/ask.ts';
import { logOf, restart } from '../commands/part.ts';
import { isAbove } from '../condition.ts';
import { limit } from '../limit.ts';
import { panelOn } from '../panels.ts';
import { series } from '../series.ts';
import { elasticsearchRed } from './elasticsearch-status.ts';
import { chat } from './example-targets.ts';

/** Canary lines that may be missed: three are those of an Elasticsearch that is busy with something large. */
const latest = limit('latest', 4 * canarySeconds);

/** A restart of Elasticsearch is over by then, and what waited meanwhile is shipped. */
const lasting = minutes(5);

const age = secondsSince(select(canaryMetrics.lastArrival));
const of = ['job', 'instance'] as const;

/** A ticket when log lines cannot be found: nothing is lost, as long as the spool has room. */
export const logsNotFound = alert({
  name: 'LogsNotFound',
  severity: 'ticket',
  expr: isAbove(age, latest),
  for: lasting,
  summary: ({ instance }) => `No log line of ${instance} has been found for more than ${printSeconds(latest.value)}`,
  description: ({ instance }, { duration }) =>
    `A search last found a log line of ${instance} ${duration} ago; one is logged to be found each ${printSeconds(canarySeconds)}.`,
  panel: panelOn.logPipeline('Time until a line is found'),
  consequenceOf: [elasticsearchRed],
  drill: 'kill-elasticsearch',
  runbook: {
    meaning: `The service logs a canary line each ${printSeconds(canarySeconds)} and looks for it as a person would. It has found none for more than ${printSeconds(latest.value)}: somewhere between the service and the search the log lines stand still.`,
    impact:
      'People notice nothing. What is logged now cannot be read in Kibana yet; it waits in the spool, and is lost only once that is full.',
    diagnosis: [
      { says: 'How many seconds ago was a line last found, by instance?', query: age },
      {
        says: 'How many seconds have lines waited in the spool? 0: they are shipped.',
        query: max(select(logMetrics.oldest), { by: of }),
      },
      {
        says: 'They wait: are requests repeated, and why?',
        query: sum(rate(select(logMetrics.retries), minutes(5)), { by: ['job', 'reason'] }),
      },
      {
        says: 'For how many seconds is there room in the spool, at the rate of the last hour? Lines are lost after that.',
        query: divide(
          subtract(sum(select(logMetrics.spoolLimit), { by: of }), sum(select(logMetrics.spool), { by: of })),
          above(sum(rate(select(logMetrics.written), hours(1)), { by: of }), 0),
        ),
      },
      { says: 'Does Elasticsearch answer, and is it not red?', run: ask('elasticsearch', '/_cluster/health?pretty') },
      { says: 'Which of these lines can be found?', run: appLog({ 'event.action': canaryAction }) },
      {
        says: 'What did the service say of it? On its console, as what it logs is not to be found.',
        run: logOf('app', 'log lines'),
      },
    ],
    mitigation: [
      { says: 'network: start Elasticsearch again.', run: restart('elasticsearch') },
      'unauthorised: put the password or the key back in the file that logs.elasticsearchUser, logs.logstashUser or logs.apiKeyFile names; it is read again by itself.',
      'missing: run `gapwatch apply`, which makes the data stream.',
      'Lines are shipped to Logstash and do not arrive: look at its own log, its queue and its dead letters.',
      'Lines can be found, only the service does not find them: its user needs the right to read them, by the role that `gapwatch apply` makes.',
    ],
  },
  tests: {
    scenes: [
      {
        when: 'no line is found any more',
        labels: chat,
        // So late that it is too late at once.
        levels: { latest: { good: 0 } },
        given: (target, course) => [series(canaryMetrics.lastArrival, target, course.clock())],
      },
    ],
  },
});
