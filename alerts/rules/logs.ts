import { logMetrics } from '../../app/metrics.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { minutes, seconds } from '../../metrics/promql/duration.ts';
import { increase, rate } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { alert } from '../alert.ts';
import { deadLetters, spoolDisk } from '../commands/files.ts';
import { logOf, restart } from '../commands/part.ts';
import { isAbove } from '../condition.ts';
import { limit } from '../limit.ts';
import { panelOn } from '../panels.ts';
import { series, steady } from '../series.ts';
import { chat } from './example-targets.ts';

/** How long a loss is told of: somebody who looks now and then will see it. */
const window = minutes(15);

/** One lost line is a loss. */
const none = limit('none', 0);

const dropped = sum(increase(select(logMetrics.dropped), window), { by: ['job', 'reason'] });

/** A ticket as soon as log lines are lost: there is nothing to wait for. */
export const logsDropped = alert({
  name: 'LogsDropped',
  severity: 'ticket',
  expr: isAbove(dropped, none),
  for: seconds(0),
  summary: ({ job, reason }) => `Log lines of ${job} were lost within ${printSeconds(window.seconds)} (${reason})`,
  description: ({ job, reason }, { short }) =>
    `About ${short} log lines of ${job} were given up within ${printSeconds(window.seconds)}, reason ${reason}. They are not in Elasticsearch.`,
  panel: panelOn.logPipeline('Log lines dropped or retried'),
  drill: 'fill-spool',
  runbook: {
    meaning:
      'The app gave log lines up: spool_full (Elasticsearch was away or slow for too long), disk (it takes nothing, or is nearly full), too_large (a line of megabytes), torn (half written when a process died), dead_letters_full (Elasticsearch refuses too many), or shutdown (logged after the end).',
    impact:
      'People notice nothing. What happened in that time cannot be read in Kibana; the console of the app still has it.',
    diagnosis: [
      { says: 'Since when, and for which reason?', query: dropped },
      { says: 'Are lines still waiting?', query: select(logMetrics.spool) },
      { says: 'Are requests repeated, and why?', query: rate(select(logMetrics.retries), minutes(5)) },
      { says: 'disk: does the disk of logs.spool have room?', run: spoolDisk },
      {
        says: 'Does that disk work? Its errors stand in the log of the service.',
        run: logOf('app', 'disk|EIO|ENOSPC|EROFS'),
      },
    ],
    mitigation: [
      {
        says: 'spool_full: start Elasticsearch again; logs.limitBytes may grow if the disk has room.',
        run: restart('elasticsearch'),
      },
      'disk: make room, or name a folder on another disk as logs.spool and start the service anew.',
      'dead_letters_full: mend what Elasticsearch refuses them for, and send them again with `gapwatch logs replay`; or take the files under dead-letters in the folder of logs.spool away.',
    ],
  },
  tests: {
    scenes: [
      {
        when: 'the spool runs over',
        labels: { job: 'chat', reason: 'spool_full' },
        given: (target, course) => [
          series(
            logMetrics.dropped,
            { ...target, reason: 'spool_full' },
            course.counter(({ none: lines }) => lines / window.seconds),
          ),
        ],
      },
    ],
    quiet: [
      {
        when: 'it was long ago',
        given: [series(logMetrics.dropped, { ...chat, reason: 'spool_full' }, steady(500, minutes(30)))],
        at: minutes(20),
      },
    ],
  },
});

const putAside = sum(increase(select(logMetrics.deadLetters), window), { by: ['job', 'reason'] });

/** A ticket as soon as lines are put aside: they stay on the disk until a person looks at them. */
export const logsPutAside = alert({
  name: 'LogsPutAside',
  severity: 'ticket',
  expr: isAbove(putAside, none),
  for: seconds(0),
  summary: ({ job, reason }) => `Log lines of ${job} were put aside within ${printSeconds(window.seconds)} (${reason})`,
  description: ({ job, reason }, { short }) =>
    `About ${short} log lines of ${job} were put aside within ${printSeconds(window.seconds)}, reason ${reason}. They are not in Elasticsearch, but in files.`,
  panel: panelOn.logPipeline('Log lines dropped or retried'),
  drill: 'refuse-lines',
  runbook: {
    meaning:
      'The app put log lines aside: rejected (Elasticsearch refuses the document for ever), too_large (no request may be that large), or corrupt (the disk has changed them).',
    impact: 'People notice nothing. The lines cannot be read in Kibana, but in the folder of logs.spool.',
    diagnosis: [
      { says: 'Since when, and for which reason?', query: putAside },
      {
        says: 'rejected: the files hold each line and what Elasticsearch said of it. The newest:',
        run: deadLetters,
      },
      'corrupt: the disk, the memory or a person has changed a file; the kernel may say more (`dmesg`).',
    ],
    mitigation: [
      'rejected: declare the field in app/logging/fields.ts, generate, and put the new index template in place.',
      'too_large: find out who logs whole documents; http.max_content_length of Elasticsearch and of proxies before it may grow.',
      'corrupt: check the disk.',
      'When that is mended, `gapwatch logs replay` sends the lines again; those that are refused once more stay with the new reason.',
    ],
  },
  tests: {
    scenes: [
      {
        when: 'Elasticsearch refuses what somebody logs',
        labels: { job: 'chat', reason: 'rejected' },
        given: (target, course) => [
          series(
            logMetrics.deadLetters,
            { ...target, reason: 'rejected' },
            course.counter(({ none: lines }) => lines / window.seconds),
          ),
        ],
      },
    ],
    quiet: [
      {
        when: 'it was long ago',
        given: [series(logMetrics.deadLetters, { ...chat, reason: 'rejected' }, steady(500, minutes(30)))],
        at: minutes(20),
      },
    ],
  },
});
