import { chatMetrics } from '../app/metrics.ts';
import { elasticsearchCluster } from '../exporter/elasticsearch/families.ts';
import { dashboard } from './adapter/dashboard.ts';
import { startTime } from './chat/start-time.ts';
import { elasticsearchRow } from './search/elasticsearch-row.ts';
import { indexRow } from './search/index-row.ts';
import { overviewRow } from './search/overview-row.ts';
import { searchesRow } from './search/searches-row.ts';

/** Searches, and the index that they ask. */
export const search = dashboard({
  uid: 'gapwatch-search',
  title: 'Search',
  description: 'Searches by engine: how many, how long, with what result; and how far the index is behind MySQL.',
  source: 'dashboards/search.ts',
  of: [chatMetrics.build, elasticsearchCluster.nodes],
  startTime,
  rows: [overviewRow, searchesRow, indexRow, elasticsearchRow],
  log: {
    description: 'Searches, and what failed at them. A route that answers 503 met an Elasticsearch that is away.',
    lines: { 'url.path': '/board/*' },
  },
});
