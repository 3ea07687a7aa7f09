import { chatMetrics } from '../../app/metrics.ts';
import type { Config } from '../../config/load-config.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { increase, rate } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { recorded } from '../../metrics/promql/recording.ts';
import { select, selectHistogram } from '../../metrics/promql/selector.ts';
import { messageRecordings, poolRecordings } from '../../prometheus/recording-rules.ts';
import { type Alert, alert } from '../alert.ts';
import { appLog } from '../commands/app-log.ts';
import { endLongestStatement, sql } from '../commands/sql.ts';
import { isAbove } from '../condition.ts';
import { enoughTraffic } from '../enough-traffic.ts';
import { observations } from '../histogram-series.ts';
import { humanizeDuration, humanizePercentage } from '../humanize.ts';
import { both } from '../joined.ts';
import { limitsOf } from '../limit.ts';
import { chatPanel } from '../panels.ts';
import { type Samples, series, steady } from '../series.ts';
import type { Target } from '../series-name.ts';
import { partAndRest } from '../share.ts';
import { slowScenes } from '../slow-scenes.ts';
import { chat } from './example-targets.ts';
import { mysqlDown } from './mysql-down.ts';

/** What people bear before somebody is woken. */
const lasting = minutes(5);

const window = minutes(5);

const outcomes = (target: Target, stored: Samples, failed: Samples) => [
  series(chatMetrics.messages, { ...target, room: 'I', outcome: 'stored' }, stored),
  series(chatMetrics.messages, { ...target, room: 'I', outcome: 'failed' }, failed),
];

/** Pages when messages are lost to faults. A few at night are a large share of few: below a number they do not count. */
export const messageErrors = (config: Config): Alert => {
  const { messageErrorRatio, messageErrorCount } = limitsOf(config);
  const ratio = recorded(messageRecordings.errorRatio);
  const failed = sum(increase(select(chatMetrics.messages, { outcome: 'failed' }), window), { by: ['job'] });
  const limit = humanizePercentage(messageErrorRatio.value);
  return alert({
    name: 'MessageErrors',
    severity: 'page',
    expr: both(isAbove(ratio, messageErrorRatio), isAbove(failed, messageErrorCount)),
    for: lasting,
    summary: ({ job }) => `More than ${limit} of the messages of ${job} are lost to faults`,
    description: ({ job }, { percentage }) =>
      `${percentage} of the messages that people send to ${job} fail, more than ${limit}, for ${printSeconds(lasting.seconds)}.`,
    panel: chatPanel('Message error ratio'),
    consequenceOf: [mysqlDown],
    drill: 'refuse-writes',
    runbook: {
      meaning: `More than ${limit} of the messages, and more than ${messageErrorCount.value} within 5 minutes, were neither stored nor refused for being bad, but lost to a fault of ours.`,
      impact: 'What people say does not arrive, in the worst case without their noticing.',
      diagnosis: [
        {
          says: 'Which rooms? All of them points to MySQL or a deploy.',
          query: sum(rate(select(chatMetrics.messages, { outcome: 'failed' }), window), { by: ['job', 'room'] }),
        },
        { says: 'Do queries get no connection?', query: rate(select(chatMetrics.poolFailures), minutes(5)) },
        {
          says: 'What is the cause? The last column is the error.',
          run: appLog({ 'event.action': 'send_message', 'event.outcome': 'failure' }),
        },
        { says: 'Does MySQL answer the service?', run: sql('SELECT 1') },
      ],
      mitigation: ['Mend MySQL if it is the cause.', 'Roll back the latest deploy if it began with it.'],
    },
    tests: {
      scenes: [
        {
          when: 'messages fail',
          labels: { job: 'chat' },
          given: (target, course) => {
            const { part, rest } = partAndRest(course, {
              share: messageErrorRatio,
              count: 'messageErrorCount',
              within: window,
            });
            return outcomes(target, rest, part);
          },
        },
      ],
      quiet: [
        {
          when: 'nobody says anything',
          given: outcomes(chat, steady(7, minutes(20)), steady(0, minutes(20))),
          at: minutes(15),
        },
      ],
    },
  });
};

/** Pages when talk is too slow to be talk. */
export const messageSlow = (config: Config): Alert => {
  const { messageDurationSeconds, durationCount } = limitsOf(config);
  const duration = recorded(messageRecordings.durationP99);
  const limit = humanizeDuration(messageDurationSeconds.value);
  const metric = chatMetrics.messageDuration;
  return alert({
    name: 'MessageSlow',
    severity: 'page',
    expr: both(
      isAbove(duration, messageDurationSeconds),
      enoughTraffic(
        {
          count: sum(increase(selectHistogram(metric, 'count'), minutes(5)), { by: ['job'] }),
          median: recorded(messageRecordings.durationP50),
        },
        messageDurationSeconds,
        durationCount,
      ),
    ),
    for: lasting,
    summary: ({ job }) => `Messages of ${job} take more than ${limit}`,
    description: ({ job }, { duration: took }) =>
      `One of a hundred messages of ${job} takes ${took} or longer from its arrival to its broadcast, more than ${limit}, for ${printSeconds(lasting.seconds)}.`,
    panel: chatPanel('Message duration'),
    consequenceOf: [mysqlDown],
    drill: 'lag-disk',
    runbook: {
      meaning: `A message is stored and then broadcast; for one of a hundred that takes more than ${limit}. Where no more than ${durationCount.value} are sent within 5 minutes, it is so for half of them.`,
      impact: 'Talk falters: people speak past each other and send things twice.',
      diagnosis: [
        { says: 'Do they wait for a connection to MySQL?', query: recorded(poolRecordings.waitP99) },
        { says: 'Is there more to do than before?', query: recorded(messageRecordings.rate) },
        'Alert EventLoopDelay fires as well: the workers are too busy, begin there.',
        {
          says: 'Neither: MySQL is slow to store. Which statements run, and who waits for whose locks?',
          run: sql('SHOW FULL PROCESSLIST; SELECT * FROM information_schema.INNODB_LOCK_WAITS', 'administrator'),
        },
      ],
      mitigation: [
        'Run more workers if they are busy (`app.workers`, or more replicas).',
        {
          says: 'End the statement that has run for longest, if it is the one that holds MySQL up.',
          run: endLongestStatement,
        },
      ],
    },
    tests: {
      scenes: slowScenes({
        metric,
        most: messageDurationSeconds,
        labels: { job: 'chat' },
        series: (target) => target,
      }),
      quiet: [
        {
          when: 'nobody says anything',
          given: observations(metric, chat, minutes(20), { size: 60, perSecond: 0 }),
          at: minutes(15),
        },
      ],
    },
  });
};
