import type { Config } from '../../config/load-config.ts';
import type { Log } from '../logging/log.ts';
import type { Session } from '../storage/database.ts';
import { type SearchIndex, searchByElasticsearch } from './by-elasticsearch.ts';
import { searchByFulltext } from './by-fulltext.ts';
import { searchByLike } from './by-like.ts';
import { indexNames } from './index-definition.ts';
import type { Search } from './search-engine.ts';

/** The three ways to find messages; two where the service runs without Elasticsearch. */
export interface Searches {
  readonly elasticsearch?: SearchIndex;
  readonly like: Search;
  readonly fulltext: Search;
}

/** Opens the ways that this configuration has. */
export const openSearches = (
  config: Pick<Config, 'service' | 'environment' | 'urls'>,
  options: { readonly database: Pick<Session, 'rows'>; readonly log: Log; readonly elasticsearch: boolean },
): Searches => {
  const { database, elasticsearch } = options;
  const index = { node: config.urls.elasticsearch, alias: indexNames(config).serving };
  return {
    like: searchByLike(database),
    fulltext: searchByFulltext(database),
    ...(elasticsearch && { elasticsearch: searchByElasticsearch(index, options) }),
  };
};
