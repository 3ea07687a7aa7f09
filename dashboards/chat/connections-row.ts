import { chatMetrics } from '../../app/metrics.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { row } from '../adapter/dashboard.ts';
import { times } from '../adapter/expressions.ts';
import { jointTimes } from '../adapter/job-rates.ts';
import { timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit } from '../adapter/unit.ts';

/** Comings and goings, and who is not let in. */
export const connectionsRow = row('Comings and goings', [
  timeseries({
    title: 'Connects',
    description:
      'Sockets that connect, and people taken out of a room since nobody spoke for them any more. A peak of connects right after a fall of the open ones is everybody coming back at once; one of the vanished is a worker or machine that died.',
    unit: unit.times,
    width: 12,
    bars: true,
    queries: [
      query(sum(times(shown(chatMetrics.connects))), 'connects', { colour: 'fact' }),
      query(sum(times(shown(chatMetrics.presenceExpired))), 'people who vanished', { colour: 'bad' }),
    ],
  }),
  timeseries({
    title: 'Disconnects by reason',
    description:
      'Why sockets close. Transport closes are people who leave; ping time-outs are dead networks or an event loop that stands still; server shutdowns are deploys.',
    unit: unit.times,
    width: 12,
    bars: true,
    colours: {
      transport_close: 'good',
      client_namespace_disconnect: 'fact',
      ping_timeout: 'odd',
      transport_error: 'bad',
      parse_error: 'strange',
      server_shutting_down: 'measure',
    },
    queries: [query(sum(jointTimes(chatMetrics.disconnects), { by: ['reason'] }), '{{reason}}')],
  }),
  timeseries({
    title: 'Refused connections by reason',
    description:
      'Handshakes that failed. Unauthorized ones from all sides: the secret of the tokens was changed. Unknown sessions: requests of one client reach several workers, so the balancing is not sticky.',
    unit: unit.times,
    width: 12,
    bars: true,
    lines: { 'client.address': '*', 'log.level': ['error', 'warn', 'info'] },
    queries: [query(sum(jointTimes(chatMetrics.connectErrors), { by: ['reason'] }), '{{reason}}')],
  }),
  timeseries({
    title: 'Refused for being too many',
    description:
      'Events, handshakes and requests beyond a limit. The log names who it was. Addresses and no persons: a school or an office whose people share one, or a proxy that app.trustedProxies does not count.',
    unit: unit.times,
    width: 12,
    bars: true,
    lines: { 'client.address': '*', 'log.level': ['error', 'warn', 'info'] },
    queries: [query(sum(jointTimes(chatMetrics.limited), { by: ['what'] }), '{{what}}')],
  }),
]);
