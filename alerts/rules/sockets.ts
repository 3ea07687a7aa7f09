import { chatMetrics } from '../../app/metrics.ts';
import type { Config } from '../../config/load-config.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { divide } from '../../metrics/promql/arithmetic.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { before } from '../../metrics/promql/functions.ts';
import { rate } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { type Alert, alert } from '../alert.ts';
import { askPage } from '../commands/ask.ts';
import { isAbove, isBelow } from '../condition.ts';
import { humanizePercentage } from '../humanize.ts';
import { both } from '../joined.ts';
import { limitsOf } from '../limit.ts';
import { chatPanel } from '../panels.ts';
import { type Samples, series, steady } from '../series.ts';
import { chat } from './example-targets.ts';

/** How far back one looks; also how long the fall is told of. */
const ago = minutes(10);

/** After a deploy or a lost worker everybody is back within seconds. */
const lasting = minutes(3);

const byJob = { by: ['job'] } as const;

const sockets = (...values: readonly [Samples, ...Samples[]]) => [
  series(chatMetrics.sockets, { ...chat, worker: '1' }, ...values),
];

/** Pages when many people are gone at once and do not come back: a network, a proxy or a login that fails. */
export const socketDrop = (config: Config): Alert => {
  const { socketsLeftRatio, socketsLeftCount } = limitsOf(config);
  const then = sum(before(select(chatMetrics.sockets), ago), byJob);
  const left = divide(sum(select(chatMetrics.sockets), byJob), then);
  const limit = humanizePercentage(socketsLeftRatio.value);
  const many = 1_000 + socketsLeftCount.value;
  const stays = (1 + socketsLeftRatio.value) / 2;
  return alert({
    name: 'SocketDrop',
    severity: 'page',
    expr: both(isBelow(left, socketsLeftRatio), isAbove(then, socketsLeftCount)),
    for: lasting,
    summary: ({ job }) => `Less than ${limit} of the connections of ${job} are left`,
    description: ({ job }, { percentage }) =>
      `Of the sockets that ${job} had ${printSeconds(ago.seconds)} before, ${percentage} are left, less than ${limit}, for ${printSeconds(lasting.seconds)}.`,
    panel: chatPanel('Sockets by worker'),
    drill: 'cut-clients',
    runbook: {
      meaning: `Less than ${limit} of the sockets are open that were open ${printSeconds(ago.seconds)} before, when there were more than ${socketsLeftCount.value}. Clients come back within seconds, so something keeps them away.`,
      impact: 'Those people are out of the chat, and most of them see that it tries to connect again.',
      diagnosis: [
        {
          says: 'Why did they go?',
          query: sum(rate(select(chatMetrics.disconnects), minutes(5)), { by: ['job', 'reason'] }),
        },
        {
          says: 'Are they refused? unauthorized: the secret of the tokens has changed. too_many: a proxy hides their addresses.',
          query: sum(rate(select(chatMetrics.connectErrors), minutes(5)), { by: ['job', 'reason'] }),
        },
        { says: 'Neither: they do not reach the service. Does it answer here?', run: askPage },
        'It does: look at the proxy, its certificate, the name service and the network in front of it.',
      ],
      mitigation: [
        'Bring the proxy or the network back; clients connect by themselves.',
        'Roll back the latest deploy, or the latest secret, if it began with it.',
      ],
    },
    tests: {
      scenes: [
        {
          when: 'people go at once and do not come back',
          labels: { job: 'chat' },
          // What is left over what was there meets the limit up to rounding only.
          levels: { socketsLeftRatio: { good: 1, inside: socketsLeftRatio.value * 1.01 } },
          given: (target, course) => [
            series(
              chatMetrics.sockets,
              { ...target, worker: '1' },
              course.gauge(({ socketsLeftRatio: share, socketsLeftCount: count }) => share * count),
            ),
          ],
        },
      ],
      quiet: [
        {
          when: 'they go little by little',
          given: sockets(
            steady(many, minutes(15)),
            steady(many * stays, minutes(15)),
            steady(many * stays ** 2, minutes(15)),
          ),
          at: minutes(40),
        },
      ],
    },
  });
};
