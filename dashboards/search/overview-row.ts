import { chatMetrics, searchMetrics } from '../../app/metrics.ts';
import { max, sum } from '../../metrics/promql/aggregate.ts';
import { row } from '../adapter/dashboard.ts';
import { quantile } from '../adapter/distribution.ts';
import { share } from '../adapter/expressions.ts';
import { rates } from '../adapter/job-rates.ts';
import { stat } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';

const searches = sum(rates(chatMetrics.searches));
const searchesThat = (outcome: 'empty' | 'failed' | 'degraded') => sum(rates(chatMetrics.searches, { outcome }));

const none = 'the chat runs without Elasticsearch';

/** Numbers that answer whether people find what was said. */
export const overviewRow = row('Is it well?', [
  stat({
    title: 'Searches',
    description: 'What people look for now. Zero while people talk: the page or the route of the search is broken.',
    unit: unit.requestsPerSecond,
    width: 4,
    queries: [query(searches, 'searches')],
  }),
  stat({
    title: 'Degraded',
    description:
      'Share of searches that met an Elasticsearch that is away. Red: they found less, or asked MySQL; look at Elasticsearch.',
    unit: unit.ratio,
    width: 4,
    threshold: { above: 0 },
    queries: [query(share(searchesThat('degraded'), searches), 'degraded')],
  }),
  stat({
    title: 'Failed',
    description: 'Share of searches that a fault of ours ended. Red: the log has each of them with its reason.',
    unit: unit.ratio,
    width: 4,
    threshold: { above: 0 },
    queries: [query(share(searchesThat('failed'), searches), 'failed')],
  }),
  stat({
    title: 'Slowest',
    description: 'Time that 99 in 100 searches stay below, of all engines together. See below which engine is slow.',
    unit: unitOf(chatMetrics.searchDuration),
    none: 'nobody searches now',
    width: 4,
    queries: [query(quantile(0.99, chatMetrics.searchDuration), '99 % below')],
  }),
  stat({
    title: 'Index behind',
    description:
      'Age of the oldest change that the index has not taken. Red: what people just wrote cannot be found; Elasticsearch is away, or refuses.',
    unit: unitOf(searchMetrics.lag),
    none,
    width: 4,
    threshold: { above: 'searchLagSeconds' },
    queries: [query(max(shown(searchMetrics.lag)), 'behind')],
  }),
]);
