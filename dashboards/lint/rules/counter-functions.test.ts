import { expect, it } from 'vitest';
import { metric } from '../../../metrics/declare.ts';
import { exampleDashboard, panelWith } from '../../../test/support/example-dashboard.ts';
import { counterFunctions } from './counter-functions.ts';

const known = {
  metrics: [
    metric.counter('chat_messages', { help: 'Messages.' }),
    metric.gauge('chat_sockets', { help: 'Sockets.' }),
    metric.histogram('chat_wait', { help: 'Waits.', unit: 'seconds', buckets: [1] }),
  ],
};
const faultsOf = (expr: string) => counterFunctions(exampleDashboard({ panels: [panelWith(expr)] }), known);

it('accepts counters inside of rate() and its like, and gauges anywhere', () => {
  expect(faultsOf('sum(rate(chat_messages_total[$__rate_interval])) / sum(chat_sockets)')).toEqual([]);
  expect(faultsOf('sum by (le) (increase(chat_wait_seconds_bucket[$__rate_interval]))')).toEqual([]);
});

it.each([
  ['sum(chat_messages_total)', 'chat_messages_total'],
  ['deriv(chat_messages_total[5m])', 'chat_messages_total'],
  ['histogram_quantile(0.9, chat_wait_seconds_bucket)', 'chat_wait_seconds_bucket'],
])('refuses %s', (expr, name) => {
  expect(faultsOf(expr)).toEqual([
    {
      where: 'panel "Messages", query A',
      message: `${name} is a counter; put it into rate(), irate() or increase().`,
    },
  ]);
});
