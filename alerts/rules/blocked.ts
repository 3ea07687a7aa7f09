import { chatMetrics } from '../../app/metrics.ts';
import type { Config } from '../../config/load-config.ts';
import { divide } from '../../metrics/promql/arithmetic.ts';
import { within } from '../../metrics/promql/constant.ts';
import { hours, minutes } from '../../metrics/promql/duration.ts';
import { before, clampMin } from '../../metrics/promql/functions.ts';
import { avgOverTime } from '../../metrics/promql/over-gauge.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { recorded } from '../../metrics/promql/recording.ts';
import { select } from '../../metrics/promql/selector.ts';
import { messageRecordings } from '../../prometheus/recording-rules.ts';
import { type Alert, alert } from '../alert.ts';
import { appLog } from '../commands/app-log.ts';
import { sql } from '../commands/sql.ts';
import { isAbove } from '../condition.ts';
import { humanize } from '../humanize.ts';
import { both } from '../joined.ts';
import { limitsOf } from '../limit.ts';
import { chatPanel } from '../panels.ts';
import { series } from '../series.ts';

const window = minutes(10);

/** A quarrel is over by then; a campaign is not. */
const lasting = minutes(10);

const now = recorded(messageRecordings.blockedRate);

/** What is usual: the hour that ended before any of this can have begun. */
const usual = avgOverTime(before(now, minutes(30)), hours(1));

/** Below any rate, so that a room in which nobody swore is told of when somebody begins. */
const tiny = 1e-9;

/** A ticket when far more messages of a room are blocked than before: a campaign, or a rule that blocks what it should not. */
export const blockedSpike = (config: Config): Alert => {
  const { blockedSpikeFactor, blockedSpikeCount } = limitsOf(config);
  const factor = humanize(blockedSpikeFactor.value);
  const grown = blockedSpikeFactor.value * 1.01;
  return alert({
    name: 'BlockedSpike',
    severity: 'ticket',
    expr: both(
      isAbove(divide(now, clampMin(usual, tiny)), blockedSpikeFactor),
      isAbove(within(now, window), blockedSpikeCount),
    ),
    for: lasting,
    summary: ({ room, job }) => `More than ${factor} times as many messages as before are blocked in ${room} of ${job}`,
    description: ({ room, job }) =>
      `In room ${room} of ${job} more than ${factor} times as many messages are kept back for bad words as in the hour before, and more than ${blockedSpikeCount.value} within ${printSeconds(window.seconds)}, for ${printSeconds(lasting.seconds)}.`,
    panel: chatPanel('Blocked messages by room'),
    drill: 'swear',
    runbook: {
      meaning:
        'The filter keeps back far more of what is said in the room than before. Either people swear more, or the lists of words have changed and block what is harmless.',
      impact:
        'Each of those people sees a notice instead of what they wrote. If the filter is wrong, they cannot talk.',
      diagnosis: [
        { says: 'How many a second, by room?', query: now },
        {
          says: 'Who, what, and by which rule? One person: a campaign. Everybody: the lists.',
          run: sql(
            'SELECT user_id, rule, message, createdAt FROM chatlogBackups WHERE rule IS NOT NULL ORDER BY chat_id DESC LIMIT 20',
          ),
        },
        { says: 'Did the lists change?', query: select(chatMetrics.moderationWords) },
        { says: 'What did the service log of it?', run: appLog({ 'event.action': 'send_message' }) },
      ],
      mitigation: [
        'The lists are wrong: take the word out of `badwords`, or put the harmless one into `allowwords`; the workers follow within seconds.',
        'One person: the limits hold them to 20 messages in 10 s; bar their token or address at the proxy.',
      ],
    },
    tests: {
      scenes: [
        {
          when: 'a room begins to swear',
          labels: { job: 'chat', room: 'I' },
          // So many that their number is not what decides.
          levels: {
            blockedSpikeFactor: { good: 1 },
            blockedSpikeCount: { beyond: 10 * (blockedSpikeCount.value + 1) },
          },
          edges: ['blockedSpikeFactor'],
          given: (target, course) => [
            series(
              chatMetrics.messages,
              { ...target, room: 'I', outcome: 'blocked' },
              course.counter(
                (values) => (values.blockedSpikeCount * values.blockedSpikeFactor) / grown / window.seconds,
              ),
            ),
          ],
          holdsAfter: window,
        },
        {
          when: 'a quiet room begins to swear',
          labels: { job: 'chat', room: 'I' },
          edges: ['blockedSpikeCount'],
          given: (target, course) => [
            series(
              chatMetrics.messages,
              { ...target, room: 'I', outcome: 'blocked' },
              course.counter((values) =>
                values.blockedSpikeFactor > 0 ? values.blockedSpikeCount / window.seconds : 0,
              ),
            ),
          ],
          holdsAfter: window,
        },
      ],
    },
  });
};
