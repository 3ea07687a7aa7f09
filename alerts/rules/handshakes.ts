import { chatMetrics } from '../../app/metrics.ts';
import type { Config } from '../../config/load-config.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { add, divide } from '../../metrics/promql/arithmetic.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { increase, rate } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { type Alert, alert } from '../alert.ts';
import { appLog } from '../commands/app-log.ts';
import { hangUp } from '../commands/part.ts';
import { isAbove } from '../condition.ts';
import { humanizePercentage } from '../humanize.ts';
import { both } from '../joined.ts';
import { limitsOf } from '../limit.ts';
import { chatPanel } from '../panels.ts';
import { rising, type Samples, series, steady } from '../series.ts';
import { partAndRest } from '../share.ts';
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
export const handshakesRefused = (config: Config): Alert => {
  const { handshakesRefusedRatio, handshakesRefusedCount } = limitsOf(config);
  const refused = sum(increase(select(chatMetrics.connectErrors), window), byJob);
  const all = add(refused, sum(increase(select(chatMetrics.connects), window), byJob));
  const limit = humanizePercentage(handshakesRefusedRatio.value);
  return alert({
    name: 'HandshakesRefused',
    severity: 'ticket',
    expr: both(isAbove(divide(refused, all), handshakesRefusedRatio), isAbove(refused, handshakesRefusedCount)),
    for: lasting,
    summary: ({ job }) => `${job} turns more than ${limit} of those away who want to come in`,
    description: ({ job }, { percentage }) =>
      `${percentage} of the handshakes with ${job} are refused, more than ${limit}, for ${printSeconds(lasting.seconds)}.`,
    panel: chatPanel('Refused connections by reason'),
    drill: 'flood-handshakes',
    runbook: {
      meaning: `More than ${limit} of the handshakes, and more than ${handshakesRefusedCount.value} within 5 minutes, were refused.`,
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
      scenes: [
        {
          when: 'one address floods the service',
          labels: { job: 'chat' },
          given: (target, course) => {
            const { part, rest } = partAndRest(course, {
              share: handshakesRefusedRatio,
              count: 'handshakesRefusedCount',
              within: window,
            });
            return [
              series(chatMetrics.connectErrors, { ...target, reason: 'too_many' }, part),
              series(chatMetrics.connects, target, rest),
            ];
          },
        },
      ],
      firing: [
        {
          when: 'nobody comes in',
          given: handshakes(steady(7, minutes(20)), rising(10 + handshakesRefusedCount.value, minutes(20))),
          at: minutes(15),
          since: minutes(1),
          fires: [{ labels: { job: 'chat' }, value: 1 }],
        },
      ],
      quiet: [
        {
          when: 'everybody has to wait for a moment after a deploy',
          given: handshakes(steady(7, minutes(25)), `${rising(1000, minutes(1))} ${steady(60_000, minutes(24))}`),
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
