import { openElasticsearch } from '../../exporter/elasticsearch/client.ts';
import { elasticsearchCollector } from '../../exporter/elasticsearch/collector.ts';
import type { ElasticsearchLogin } from '../../exporter/elasticsearch/elasticsearch-error.ts';
import type { Collector } from '../../exporter/engine/collector.ts';
import { makeEngine } from '../../exporter/engine/engine.ts';
import { renderSamples } from '../../metrics/samples.ts';

/** The exporter's collector of an Elasticsearch, and what its engine logs. */
export interface ElasticsearchWatch {
  readonly log: readonly string[];
  /** @param budgetMs of the scrape, in milliseconds */
  readonly page: (budgetMs?: number) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** Watches an Elasticsearch by the exporter's collector of it. */
export const watchBy = (collector: Collector): ElasticsearchWatch => {
  const log: string[] = [];
  const engine = makeEngine([{ ...collector, enabled: true }], (_, sentence) => log.push(sentence));
  return {
    log,
    page: async (budgetMs = 10_000) => renderSamples(await engine.scrape(budgetMs)),
    close: engine.close,
  };
};

/** Watches an Elasticsearch, and what is behind some names in it. */
export const watchElasticsearch = (login: ElasticsearchLogin, names: readonly string[] = []): ElasticsearchWatch =>
  watchBy(elasticsearchCollector(openElasticsearch(login), names));
