import { chatMetrics } from '../../app/metrics.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { histogramQuantile } from '../../metrics/promql/functions.ts';
import { row } from '../adapter/dashboard.ts';
import { observed } from '../adapter/distribution.ts';
import { share } from '../adapter/expressions.ts';
import { bucketRates, rates } from '../adapter/job-rates.ts';
import { heatmap, timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { unit, unitOf } from '../adapter/unit.ts';

const by = ['engine'] as const;
const searches = sum(rates(chatMetrics.searches), { by });
const durations = sum(bucketRates(chatMetrics.searchDuration), { by: ['engine', 'le'] });
const none = 'Nobody has searched yet';

/** Searches: how many, what became of them, how long they took, by what carried them out. */
export const searchesRow = row('Searches', [
  timeseries({
    title: 'Searches by result',
    description:
      'Searches for messages. Many empty ones where people found something before: the search lost its data. Degraded ones: Elasticsearch is away. Failed ones: see the log.',
    unit: unit.requestsPerSecond,
    width: 8,
    stacked: true,
    colours: { found: 'good', empty: 'fact', invalid: 'strange', degraded: 'odd', failed: 'bad' },
    queries: [query(sum(rates(chatMetrics.searches), { by: ['outcome'] }), '{{outcome}}')],
  }),
  timeseries({
    title: 'Searches by engine',
    description:
      'What carried them out: Elasticsearch, or MySQL by LIKE or by its full text. MySQL in place of Elasticsearch: clients fall back, as it is away.',
    unit: unit.requestsPerSecond,
    width: 8,
    stacked: true,
    queries: [query(searches, '{{engine}}')],
  }),
  timeseries({
    title: 'Searches that find nothing',
    description:
      'Share without a result, by engine. One engine far above the others for the same people: its index lacks messages; build it anew (npm run rebuild-search).',
    unit: unit.ratio,
    width: 8,
    queries: [query(share(sum(rates(chatMetrics.searches, { outcome: 'empty' }), { by }), searches), '{{engine}}')],
  }),
  timeseries({
    title: 'Search duration',
    description:
      'What 99 in 100 searches stay below, by engine. By LIKE it grows with the table that is read through: compare with the rows of the tables.',
    unit: unitOf(chatMetrics.searchDuration),
    none,
    width: 12,
    queries: [
      query(observed(histogramQuantile(0.5, durations)), '{{engine}}: half below'),
      query(observed(histogramQuantile(0.99, durations)), '{{engine}}: 99 % below'),
    ],
  }),
  heatmap({
    title: 'Search durations',
    description:
      'The same times as a picture, all engines together. A second band far above the first is one engine, or one kind of word.',
    unit: unitOf(chatMetrics.searchDuration),
    width: 12,
    queries: [query(sum(bucketRates(chatMetrics.searchDuration), { by: ['le'] }), '{{le}}')],
  }),
]);
