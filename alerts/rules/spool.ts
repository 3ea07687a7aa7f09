import { logMetrics } from '../../app/metrics.ts';
import type { Config } from '../../config/load-config.ts';
import { divide } from '../../metrics/promql/arithmetic.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { rate } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { type Alert, alert, type Runbook } from '../alert.ts';
import { ask } from '../commands/ask.ts';
import { spoolDisk } from '../commands/files.ts';
import { logOf, restart } from '../commands/part.ts';
import { isAbove } from '../condition.ts';
import { humanizeDuration, humanizePercentage } from '../humanize.ts';
import { limitsOf } from '../limit.ts';
import { panelOn } from '../panels.ts';
import { series } from '../series.ts';
import { elasticsearchRed } from './elasticsearch-status.ts';
import { chat } from './example-targets.ts';

/** A restart of Elasticsearch is over by then. */
const lasting = minutes(5);

const age = select(logMetrics.oldest);
const fullness = divide(select(logMetrics.spool), select(logMetrics.spoolLimit));

const looks: Runbook['diagnosis'] = [
  { says: 'How old is the oldest line that waits, in seconds?', query: age },
  { says: 'How full is the spool? Falling: it catches up.', query: fullness },
  { says: 'Why are lines not taken?', query: rate(select(logMetrics.retries), minutes(5)) },
  { says: 'Does Elasticsearch answer, and is it not red?', run: ask('elasticsearch', '/_cluster/health?pretty') },
  { says: 'What did the service say of it?', run: logOf('app', 'log lines|spool|store of the logs') },
];

const mends: Runbook['mitigation'] = [
  { says: 'network, server: start Elasticsearch again.', run: restart('elasticsearch') },
  'overload: give it room (disk, heap), or have fewer lines written: `log.level`.',
  'unauthorised: put a valid key or password into its file; it is read again.',
];

/** A ticket when log lines wait for long. */
export const spoolOld = (config: Config): Alert => {
  const { spoolAgeSeconds } = limitsOf(config);
  const limit = humanizeDuration(spoolAgeSeconds.value);
  return alert({
    name: 'SpoolOld',
    severity: 'ticket',
    expr: isAbove(age, spoolAgeSeconds),
    for: lasting,
    summary: ({ instance }) => `Log lines of ${instance} have waited for more than ${limit}`,
    description: ({ instance }, { duration }) =>
      `The oldest log line of ${instance} has waited for ${duration} to be taken by Elasticsearch, more than ${limit}.`,
    panel: panelOn.logPipeline('Age of waiting log lines'),
    consequenceOf: [elasticsearchRed],
    drill: 'kill-elasticsearch',
    runbook: {
      meaning: `Log lines lie in the spool on the disk for more than ${limit}: Elasticsearch is away, refuses them for now, or is too slow.`,
      impact: 'What happened since cannot be read in Kibana yet. Nothing is lost until the spool is full.',
      diagnosis: looks,
      mitigation: mends,
    },
    tests: {
      scenes: [
        {
          when: 'Elasticsearch takes nothing',
          labels: chat,
          given: (target, course) => [series(logMetrics.oldest, target, course.gauge())],
        },
      ],
    },
  });
};

/** A ticket before log lines are given up for want of room. */
export const spoolNearFull = (config: Config): Alert => {
  const { spoolRatio } = limitsOf(config);
  const limit = humanizePercentage(spoolRatio.value);
  const limitBytes = 268_435_456;
  return alert({
    name: 'SpoolNearFull',
    severity: 'ticket',
    expr: isAbove(fullness, spoolRatio),
    for: lasting,
    summary: ({ instance }) => `The spool of the log lines of ${instance} is fuller than ${limit}`,
    description: ({ instance }, { percentage }) =>
      `The spool of ${instance} is full to ${percentage}, more than ${limit}, for ${printSeconds(lasting.seconds)}. From here on debug lines are given up, then information, in the end all.`,
    panel: panelOn.logPipeline('Size of waiting log lines'),
    drill: 'fill-spool',
    runbook: {
      meaning: `Log lines that wait for Elasticsearch take more than ${limit} of logs.limitBytes.`,
      impact: 'Debug lines are lost already. LogsDropped tells when others are.',
      diagnosis: [...looks, { says: 'Has the disk room for a larger spool?', run: spoolDisk }],
      mitigation: [...mends, 'The disk has room: raise logs.limitBytes, and restart the service.'],
    },
    tests: {
      scenes: [
        {
          when: 'Elasticsearch is away for long',
          labels: chat,
          given: (target, course) => [
            series(
              logMetrics.spool,
              target,
              course.gauge(({ spoolRatio: full }) => full * limitBytes),
            ),
            series(
              logMetrics.spoolLimit,
              target,
              course.gauge(() => limitBytes),
            ),
          ],
        },
      ],
    },
  });
};
