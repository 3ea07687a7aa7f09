import { readFile } from 'node:fs/promises';
import { FormData, fetch } from 'undici';
import { onTestFinished } from 'vitest';
import { type Api, openApi } from '../../apply/http/api.ts';
import { startSmallKibana } from './small-kibana.ts';
import { type ApiProxy, startApiProxy } from './start-api-proxy.ts';

/** A Kibana, a way to it on which things can go wrong, and what a person does in it. */
export interface KibanaUnderTest {
  readonly proxy: ApiProxy;
  readonly api: Api;
  /** Saves objects past the proxy, as a person does. */
  readonly save: (...objects: readonly object[]) => Promise<void>;
  /** Attributes and references of an object; undefined where there is none. */
  readonly read: (type: string, id: string) => Promise<Record<string, unknown> | undefined>;
  readonly remove: (type: string, id: string) => Promise<void>;
}

/**
 * The one at `GAPWATCH_KIBANA_URL`, with the API key in `KIBANA_TOKEN_FILE`, which must be there for tests alone: each deletes
 * the objects whose names it is given here. Else a small one that answers as its documentation says.
 * @param names objects that are not there at the beginning, as "dashboard gapwatch-x"
 */
export const kibanaUnderTest = async (
  names: readonly string[],
  taken: readonly string[] = [],
): Promise<KibanaUnderTest> => {
  const { GAPWATCH_KIBANA_URL: real, KIBANA_TOKEN_FILE: file } = process.env;
  const key = file && (await readFile(file, 'utf8')).trim();
  const small = real ? undefined : await startSmallKibana(taken);
  const url = real ?? small?.url ?? '';
  if (small) onTestFinished(small.stop);
  const authorization: { authorization?: string } = key ? { authorization: `ApiKey ${key}` } : {};
  const headers = { ...authorization, 'kbn-xsrf': 'test' };

  const remove = async (type: string, id: string) => {
    await fetch(`${url}/api/saved_objects/${type}/${id}`, { method: 'DELETE', headers });
  };
  const empty = async () => {
    for (const name of names) {
      const [type = '', id = ''] = name.split(' ');
      await remove(type, id);
    }
  };
  if (real) {
    await empty();
    onTestFinished(empty);
  }

  const proxy = await startApiProxy(url);
  onTestFinished(proxy.stop);
  const keys = { key: 'apply.kibana', urlKey: 'urls.kibana' };
  const api = openApi({ title: 'Kibana', url: proxy.url, ...keys, ...authorization }, { 'kbn-xsrf': 'gapwatch' });
  onTestFinished(api.close);
  return {
    proxy,
    api,
    remove,
    async save(...objects) {
      const body = new FormData();
      body.append(
        'file',
        new File(
          objects.map((one) => `${JSON.stringify(one)}\n`),
          'test.ndjson',
        ),
      );
      await fetch(`${url}/api/saved_objects/_import?overwrite=true`, { method: 'POST', headers, body });
    },
    async read(type, id) {
      const body = JSON.stringify({ objects: [{ type, id }], excludeExportDetails: true });
      const answer = await fetch(`${url}/api/saved_objects/_export`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body,
      });
      return answer.status === 200 ? JSON.parse(await answer.text()) : undefined;
    },
  };
};
