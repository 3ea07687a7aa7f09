import { setTimeout as delay } from 'node:timers/promises';
import { ApplyError } from '../apply-error.ts';
import { wordsOf } from '../http/answer.ts';
import { type Api, openApi } from '../http/api.ts';
import type { Connection } from '../http/connection.ts';

/** For how long an Elasticsearch may answer that it is not ready, and between tries. Milliseconds. */
interface Patience {
  readonly withinMs: number;
  readonly pauseMs: number;
}

/** A busy machine takes some tens of seconds until it has allotted an index that has just been made. */
const usual: Patience = { withinMs: 60_000, pauseMs: 500 };

/** With this it has begun with nothing. */
const notReady = 503;

/**
 * Opens the API of an Elasticsearch; no connection is made yet. One that has just been started answers before its index of roles and
 * keys can be used, or any other: what it is not ready for is asked again for a while.
 */
export const openElasticsearch = (connection: Connection, { withinMs, pauseMs }: Patience = usual): Api => {
  const api = openApi(connection);
  /** Since when it has answered nothing else. All that is asked then, as the way back is, waits once. */
  let since: number | undefined;
  return {
    ...api,
    async send(request) {
      for (;;) {
        const answer = await api.send(request);
        if (answer.status !== notReady) {
          since = undefined;
          return answer;
        }
        since ??= performance.now();
        if (performance.now() - since >= withinMs) {
          throw new ApplyError(
            `${api.title} at ${api.url} is not ready: for ${withinMs / 1000} s it has answered ${request.method} ${request.path} with ${notReady} (${wordsOf(answer)}); try again once its GET /_cluster/health tells of no index that is red.`,
          );
        }
        await delay(pauseMs, undefined, { signal: request.signal }).catch(() => request.signal.throwIfAborted());
      }
    },
  };
};
