import { chatMetrics } from '../app/metrics.ts';
import { elasticsearchCluster } from '../exporter/elasticsearch/families.ts';
import { dashboard } from './adapter/dashboard.ts';
import { startTime } from './chat/start-time.ts';
import { elasticsearchRow } from './log-pipeline/elasticsearch-row.ts';
import { overviewRow } from './log-pipeline/overview-row.ts';
import { shippingRow } from './log-pipeline/shipping-row.ts';
import { streamsRow } from './log-pipeline/streams-row.ts';

/** The way of a log line from the program that writes it to the index where people find it. */
export const logPipeline = dashboard({
  uid: 'gapwatch-log-pipeline',
  title: 'Log pipeline',
  description:
    'The way of log lines to Elasticsearch: written, waiting, shipped, put aside and lost; and Elasticsearch itself.',
  source: 'dashboards/log-pipeline.ts',
  of: [chatMetrics.build, elasticsearchCluster.nodes],
  startTime,
  rows: [overviewRow, shippingRow, streamsRow, elasticsearchRow],
  log: {
    description:
      'Warnings and errors of the chat, those of the pipeline among them. Nothing here while the panels above show lines: Elasticsearch takes them, but this index is not theirs.',
    lines: { 'log.level': ['error', 'warn'] },
    ofServices: true,
  },
});
