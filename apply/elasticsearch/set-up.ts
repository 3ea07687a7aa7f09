import type { ElasticResource } from '../../logstash/elastic/resource.ts';
import { bring } from '../bring.ts';
import { splitAddress } from '../http/connection.ts';
import { titles } from '../target-names.ts';
import { openElasticsearch } from './elasticsearch-api.ts';
import { elasticsearchTarget } from './elasticsearch-target.ts';

/**
 * Gives an Elasticsearch of one's own what it is to keep, as `gapwatch apply` does, without a word of what is done. Safe to repeat.
 * @param address where it is, with a user where it asks for one
 * @param say gets one sentence for each thing that this server, or who asks, goes without
 * @throws ApplyError if it does not answer or refuses something
 */
export const setUpElasticsearch = async (
  address: string,
  resources: readonly ElasticResource[],
  say: (line: string) => void,
): Promise<void> => {
  const keys = { key: 'apply.elasticsearch', urlKey: 'urls.elasticsearch' };
  const api = openElasticsearch({ title: titles.elasticsearch, ...keys, ...splitAddress(address) });
  const options = { prune: false, signal: new AbortController().signal };
  try {
    const target = elasticsearchTarget(api, resources);
    const plan = await target.plan(options);
    const learned = await bring(target, plan, options);
    for (const sentence of [...plan.notes, ...learned]) say(sentence);
  } finally {
    await api.close();
  }
};
