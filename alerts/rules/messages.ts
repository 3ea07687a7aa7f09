import { chatMetrics } from '../../app/metrics.ts';
import type { Config } from '../../config/load-config.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { above } from '../../metrics/promql/compare.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { increase, rate } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { recorded } from '../../metrics/promql/recording.ts';
import { select, selectHistogram } from '../../metrics/promql/selector.ts';
import { and } from '../../metrics/promql/set.ts';
import { messageRecordings, poolRecordings } from '../../prometheus/recording-rules.ts';
import { type Alert, alert } from '../alert.ts';
import { sizesAround } from '../bucket.ts';
import { appLog } from '../commands/app-log.ts';
import { endLongestStatement, sql } from '../commands/sql.ts';
import { enoughTraffic, plenty, sparse } from '../enough-traffic.ts';
import { humanizeDuration, humanizePercentage } from '../humanize.ts';
import { chatPanel } from '../panels.ts';
import { observations, rising, series, steady } from '../series.ts';
import { chat } from './example-targets.ts';
import { mysqlDown } from './mysql-down.ts';

/** What people bear before somebody is woken. */
const lasting = minutes(5);

const outcome = (of: 'stored' | 'failed', ...values: Parameters<typeof series>[2][]) =>
  values.map((value) => series(chatMetrics.messages, { ...chat, room: 'I', outcome: of }, value));

/** Pages when messages are lost to faults. A few at night are a large share of few: below a number they do not count. */
export const messageErrors = ({ thresholds: { messageErrorRatio, messageErrorCount } }: Config): Alert => {
  const ratio = recorded(messageRecordings.errorRatio);
  const failed = sum(increase(select(chatMetrics.messages, { outcome: 'failed' }), minutes(5)), { by: ['job'] });
  const limit = humanizePercentage(messageErrorRatio);
  const [bad, good] = [(1 + messageErrorRatio) / 2, messageErrorRatio / 2];
  // So many that no share of them is few.
  const perSecond = 10 + messageErrorCount;
  return alert({
    name: 'MessageErrors',
    severity: 'page',
    expr: and(above(ratio, messageErrorRatio), above(failed, messageErrorCount)),
    for: lasting,
    summary: ({ job }) => `Messages of ${job} are lost to faults`,
    description: ({ job }, { percentage }) =>
      `${percentage} of the messages that people send to ${job} fail, more than ${limit}, for ${printSeconds(lasting.seconds)}.`,
    panel: chatPanel('Message error ratio'),
    consequenceOf: [mysqlDown],
    runbook: {
      meaning: `More than ${limit} of the messages, and more than ${messageErrorCount} within 5 minutes, were neither stored nor refused for being bad, but lost to a fault of ours.`,
      impact: 'What people say does not arrive, in the worst case without their noticing.',
      diagnosis: [
        {
          says: 'Which rooms? All of them points to MySQL or a deploy.',
          query: sum(rate(select(chatMetrics.messages, { outcome: 'failed' }), minutes(5)), { by: ['job', 'room'] }),
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
      firing: [
        {
          when: 'far more fail than may',
          given: [
            ...outcome('stored', rising((1 - bad) * perSecond, minutes(20))),
            ...outcome('failed', rising(bad * perSecond, minutes(20))),
          ],
          at: minutes(15),
          fires: [{ labels: { job: 'chat' }, value: bad }],
        },
      ],
      quiet: [
        {
          when: 'half as many fail as may',
          given: [
            ...outcome('stored', rising((1 - good) * perSecond, minutes(20))),
            ...outcome('failed', rising(good * perSecond, minutes(20))),
          ],
          at: minutes(15),
        },
        {
          when: 'all fail, but they are few',
          given: outcome('failed', rising(messageErrorCount / 2 / 300, minutes(20))),
          at: minutes(15),
        },
        {
          when: 'nobody says anything',
          given: [...outcome('stored', steady(7, minutes(20))), ...outcome('failed', steady(0, minutes(20)))],
          at: minutes(15),
        },
      ],
    },
  });
};

/** Pages when talk is too slow to be talk. */
export const messageSlow = ({ thresholds }: Config): Alert => {
  const { messageDurationSeconds, durationCount } = thresholds;
  const duration = recorded(messageRecordings.durationP99);
  const limit = humanizeDuration(messageDurationSeconds);
  const metric = chatMetrics.messageDuration;
  const { fine, slow, slowP99 } = sizesAround(metric, 'messageDurationSeconds', messageDurationSeconds);
  return alert({
    name: 'MessageSlow',
    severity: 'page',
    expr: and(
      above(duration, messageDurationSeconds),
      enoughTraffic(
        {
          count: sum(increase(selectHistogram(metric, 'count'), minutes(5)), { by: ['job'] }),
          median: recorded(messageRecordings.durationP50),
        },
        messageDurationSeconds,
        thresholds,
      ),
    ),
    for: lasting,
    summary: ({ job }) => `Messages of ${job} arrive late`,
    description: ({ job }, { duration: took }) =>
      `One of a hundred messages of ${job} takes ${took} or longer from its arrival to its broadcast, more than ${limit}, for ${printSeconds(lasting.seconds)}.`,
    panel: chatPanel('Message duration'),
    consequenceOf: [mysqlDown],
    runbook: {
      meaning: `A message is stored and then broadcast; for one of a hundred that takes more than ${limit}. Where no more than ${durationCount} are sent within 5 minutes, it is so for half of them.`,
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
      firing: [
        {
          when: 'all messages take too long',
          given: observations(metric, chat, { size: slow, perSecond: plenty(thresholds), lasting: minutes(20) }),
          at: minutes(15),
          fires: [{ labels: { job: 'chat' }, value: slowP99 }],
        },
        {
          when: 'few are sent, and all take too long',
          given: observations(metric, chat, { size: slow, perSecond: sparse(thresholds), lasting: minutes(20) }),
          at: minutes(15),
          fires: [{ labels: { job: 'chat' }, value: slowP99 }],
        },
      ],
      quiet: [
        {
          when: 'all messages take just as long as they may',
          given: observations(metric, chat, { size: fine, perSecond: plenty(thresholds), lasting: minutes(20) }),
          at: minutes(15),
        },
        {
          when: 'few are sent, and one of four takes too long',
          given: observations(metric, chat, {
            size: slow,
            perSecond: sparse(thresholds) / 4,
            besides: { size: fine, perSecond: (sparse(thresholds) * 3) / 4 },
            lasting: minutes(20),
          }),
          at: minutes(15),
        },
        {
          when: 'nobody says anything',
          given: observations(metric, chat, { size: slow, perSecond: 0, lasting: minutes(20) }),
          at: minutes(15),
        },
      ],
    },
  });
};
