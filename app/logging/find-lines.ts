import { z } from 'zod';
import { logDataStream } from '../../config/elasticsearch-names.ts';
import type { Config } from '../../config/load-config.ts';
import { createRequester } from '../../spool/requester.ts';
import type { FindLines } from './canary.ts';
import type { LogValues } from './fields.ts';
import { elasticsearchCredentials } from './log-sink.ts';

/** The compiler knows this field. */
const requestId = 'http.request.id' satisfies keyof LogValues;

/** Milliseconds that Elasticsearch may take for a search. */
const timeout = 10_000;

/** @see https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-search */
const answer = z.object({
  hits: z
    .object({ hits: z.array(z.object({ fields: z.object({ [requestId]: z.array(z.string()) }) })).default([]) })
    .default({ hits: [] }),
});

/** Looks for lines in Elasticsearch by their request ids, whichever way they go there. */
export const openFindLines = (config: Config): FindLines => {
  const credentials = elasticsearchCredentials(config);
  const ask = createRequester(config.urls.elasticsearch, {
    timeout,
    unfit: 'server',
    ...(credentials && { credentials }),
  });
  const path = `/${logDataStream(config)}/_search?ignore_unavailable=true&filter_path=hits.hits.fields`;
  return async (requestIds, signal) => {
    // Of a keyword it is the whole; where somebody's own template makes it a text, all its words in their order.
    const query = { bool: { should: requestIds.map((id) => ({ match_phrase: { [requestId]: id } })) } };
    const bytes = JSON.stringify({ query, size: requestIds.length, _source: false, fields: [requestId] });
    const found = await ask({ path, body: { type: 'application/json', bytes } }, signal, (text) =>
      answer.parse(JSON.parse(text)),
    );
    if ('kind' in found) throw new Error(found.reason);
    return new Set(found.hits.hits.flatMap(({ fields }) => fields[requestId]));
  };
};
