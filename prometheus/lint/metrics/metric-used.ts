import { metric as declared } from '../../../metrics/declare.ts';
import type { MetricRule } from '../metric-rule.ts';

const help = 'Whatever.';

/** Everything that is told is for somebody. What a peer named first is for the dashboards that people have of it. */
export const metricUsed: MetricRule = {
  name: 'metric-used',
  why: 'What nobody looks at costs memory and time at every scrape, and hides what matters among it.',
  find({ metric: { name, kind, peer, unused }, used }) {
    const series = kind === 'histogram' ? ['bucket', 'count', 'sum'].map((part) => `${name}_${part}`) : [name];
    if (series.some((one) => used.has(one))) {
      return unused === undefined ? [] : ['it says why nobody uses it, but it is used; take that out.'];
    }
    return unused === undefined && peer === undefined
      ? ['no panel, rule or alert uses it; use it, say why not with unused, or remove it.']
      : [];
  },
  good: [
    declared.counter('shop_orders', { help }),
    declared.histogram('shop_wait', { help, unit: 'seconds', buckets: [1] }),
    declared.gauge('shop_size', { help, unused: 'To be looked up when the shop moves.' }),
    declared.ofPeer('shop_exporter', 'gauge', 'shop_lamps', { help }),
  ],
  bad: [
    {
      example: declared.gauge('shop_carts', { help }),
      says: 'no panel, rule or alert uses it; use it, say why not with unused, or remove it.',
    },
    {
      example: declared.counter('shop_orders', { help, unused: 'Nobody orders.' }),
      says: 'it says why nobody uses it, but it is used; take that out.',
    },
  ],
};
