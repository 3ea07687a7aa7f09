import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { LogValues } from '../../app/logging/fields.ts';
import { appUrl } from '../../config/app-url.ts';
import type { Check } from './check.ts';
import { getJson } from './get-json.ts';

/** The compiler knows this field: the app cannot rename it without this file. */
const requestIdField = 'http.request.id' satisfies keyof LogValues;

/** @see https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-search */
const answer = z.object({
  hits: z.object({ hits: z.array(z.object({ _index: z.string(), _source: z.object({ message: z.string() }) })) }),
});

/** The line that the app logs for a request made now is found in Elasticsearch by the request's id. */
export const logLineFound: Check = {
  name: 'a log line is found',
  needs: ['mariadb', 'app', 'elasticsearch'],
  begin(config) {
    const id = `smoke-${randomUUID()}`;
    const room = encodeURIComponent(config.rooms[0] ?? '');
    let asked = false;
    return async (signal) => {
      if (!asked) {
        const url = `${appUrl(config)}/chat/chatlog?roomname=${room}`;
        const response = await fetch(url, { headers: { 'x-request-id': id }, signal });
        await response.body?.cancel();
        if (!response.ok) return { there: false, evidence: `${url} answers ${response.status}` };
        asked = true;
      }
      const query = encodeURIComponent(`${requestIdField}:"${id}"`);
      const url = `${config.urls.elasticsearch}/logs-*/_search?q=${query}&ignore_unavailable=true`;
      const [hit] = (await getJson(url, answer, signal)).hits.hits;
      if (hit === undefined) return { there: false, evidence: `logs-* has no line with ${requestIdField} ${id}` };
      return { there: true, evidence: `${id} in ${hit._index}: ${hit._source.message}` };
    };
  },
};
