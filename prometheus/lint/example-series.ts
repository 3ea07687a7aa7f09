import { bounded, metric, oneOf } from '../../metrics/declare.ts';
import { scrapeMetrics } from '../builtin.ts';
import { type KnownSeries, knownSeries } from './known-series.ts';

/** What a shop might declare: the examples of the rules speak of it. */
const exampleMetrics = [
  metric.counter('shop_orders', {
    help: 'Orders.',
    labels: { outcome: oneOf('paid', 'refused'), shop: bounded(9, 'shops') },
  }),
  metric.gauge('shop_carts', { help: 'Open carts.', labels: { shop: bounded(9, 'shops') } }),
  metric.gauge('shop_size', { help: 'Room.', unit: 'bytes' }),
  metric.histogram('shop_wait', { help: 'Waits.', unit: 'seconds', buckets: [1] }),
  scrapeMetrics.up,
] as const;

/** The series of the examples, and one that is recorded from them. */
export const exampleSeries: KnownSeries = new Map([
  ...knownSeries(exampleMetrics),
  ['job:shop_orders:rate5m', { labels: new Map([['job', undefined]]), sense: 'gauge' }],
]);
