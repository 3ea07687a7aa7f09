import { chatMetrics } from '../../app/metrics.ts';
import type { Config } from '../../config/load-config.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { add, divide } from '../../metrics/promql/arithmetic.ts';
import { above } from '../../metrics/promql/compare.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { increase, rate } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { and } from '../../metrics/promql/set.ts';
import { type Alert, alert } from '../alert.ts';
import { appLog } from '../commands/app-log.ts';
import { hangUp } from '../commands/part.ts';
import { humanizePercentage } from '../humanize.ts';
import { chatPanel } from '../panels.ts';
import { rising, type Samples, series, steady } from '../series.ts';
import { chat } from './example-targets.ts';

const window = minutes(5);

/** After a deploy everybody comes back at once, and some are asked to wait. */
const lasting = minutes(5);

const byJob = { by: ['job'] } as const;

const handshakes = (connected: Samples, refused: Samples) => [
  series(chatMetrics.connects, chat, connected),
  series(chatMetrics.connectErrors, { ...chat, reason: 'too_many' }, refused),
];

/** A ticket when more handshakes are refused than let in: SocketDrop calls somebody if those who were in are gone too. */
export const handshakesRefused = ({
  thresholds: { handshakesRefusedRatio, handshakesRefusedCount },
}: Config): Alert => {
  const refused = sum(increase(select(chatMetrics.connectErrors), window), byJob);
  const all = add(refused, sum(increase(select(chatMetrics.connects), window), byJob));
  const limit = humanizePercentage(handshakesRefusedRatio);
  const [bad, good] = [(1 + handshakesRefusedRatio) / 2, handshakesRefusedRatio / 2];
  // So many that no share of them is few.
  const perSecond = 10 + handshakesRefusedCount;
  const lastingHandshakes = (share: number) =>
    handshakes(rising((1 - share) * perSecond, minutes(20)), rising(share * perSecond, minutes(20)));
  return alert({
    name: 'HandshakesRefused',
    severity: 'ticket',
    expr: and(above(divide(refused, all), handshakesRefusedRatio), above(refused, handshakesRefusedCount)),
    for: lasting,
    summary: ({ job }) => `${job} turns most of those away who want to come in`,
    description: ({ job }, { percentage }) =>
      `${percentage} of the handshakes with ${job} are refused, more than ${limit}, for ${printSeconds(lasting.seconds)}.`,
    panel: chatPanel('Refused connections by reason'),
    runbook: {
      meaning: `More than ${limit} of the handshakes, and more than ${handshakesRefusedCount} within 5 minutes, were refused.`,
      impact:
        'If those are people, they do not come in. If it is a flood, the limits hold it off, and it costs some processor time.',
      diagnosis: [
        {
          says: 'Why? unauthorized: tokens that this service did not sign, or no longer. too_many: more than an address may. forbidden: pages of other sites, or an address that holds too many connections.',
          query: sum(rate(select(chatMetrics.connectErrors), window), { by: ['job', 'reason'] }),
        },
        {
          says: 'By which limit?',
          query: sum(rate(select(chatMetrics.limited), window), { by: ['job', 'what'] }),
        },
        {
          says: 'From where? One address or a few are a flood; if it is that of your proxy, app.trustedProxies does not count it.',
          run: appLog({ 'client.address': { any: true } }),
        },
      ],
      mitigation: [
        {
          says: 'unauthorized since a change of secrets: put the former secret back as a further line of its file, and have the workers replaced one after another.',
          run: hangUp('app'),
        },
        'A proxy: set app.trustedProxies. A school or an office behind one address: raise app.limits.',
        'A flood: bar the addresses at the proxy or the firewall.',
      ],
    },
    tests: {
      firing: [
        {
          when: 'far more are refused than may',
          given: lastingHandshakes(bad),
          at: minutes(15),
          fires: [{ labels: { job: 'chat' }, value: bad }],
        },
        {
          when: 'nobody comes in',
          given: handshakes(steady(7, minutes(20)), rising(perSecond, minutes(20))),
          at: minutes(15),
          fires: [{ labels: { job: 'chat' }, value: 1 }],
        },
      ],
      quiet: [
        { when: 'half as many are refused as may', given: lastingHandshakes(good), at: minutes(15) },
        {
          when: 'all are refused, but they are few',
          given: handshakes(steady(7, minutes(20)), rising(handshakesRefusedCount / 2 / 300, minutes(20))),
          at: minutes(15),
        },
        {
          when: 'everybody has to wait for a moment after a deploy',
          given: handshakes(
            steady(7, minutes(25)),
            `${rising(perSecond, minutes(1))} ${steady(perSecond * 60, minutes(24))}`,
          ),
          at: minutes(10),
        },
        {
          when: 'nobody wants to come in',
          given: handshakes(steady(7, minutes(20)), steady(0, minutes(20))),
          at: minutes(15),
        },
      ],
    },
  });
};
