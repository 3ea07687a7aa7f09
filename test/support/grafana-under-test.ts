import { readFile } from 'node:fs/promises';
import { onTestFinished } from 'vitest';
import { type Api, openApi } from '../../apply/http/api.ts';
import { startSmallGrafana } from './small-grafana.ts';
import { type ApiProxy, startApiProxy } from './start-api-proxy.ts';

/** A Grafana that holds nothing, a way to it on which things can go wrong, and what a person does in it. */
export interface GrafanaUnderTest {
  readonly proxy: ApiProxy;
  readonly api: Api;
  /** Asks it past the proxy, as a person's browser does; `answered` is the status. */
  readonly ask: (method: string, path: string, json?: unknown) => Promise<Record<string, unknown>>;
  /** Makes a dashboard one that comes from a file; undefined in a real one, whose files are not ours. */
  readonly provision?: (uid: string) => void;
}

/**
 * The one at `GAPWATCH_GRAFANA_URL`, with the token in `GRAFANA_TOKEN_FILE`, which must be there for tests alone: what is
 * named gapwatch in it is deleted. Else a small one that answers as its documentation says.
 */
export const grafanaUnderTest = async (): Promise<GrafanaUnderTest> => {
  const { GAPWATCH_GRAFANA_URL: real, GRAFANA_TOKEN_FILE: file } = process.env;
  const token = file && (await readFile(file, 'utf8')).trim();
  const small = real ? undefined : await startSmallGrafana();
  const url = real ?? small?.url ?? '';
  if (small) onTestFinished(small.stop);
  const authorization: { authorization?: string } = token ? { authorization: `Bearer ${token}` } : {};

  const ask: GrafanaUnderTest['ask'] = async (method, path, json) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { ...authorization, 'content-type': 'application/json' },
      ...(json !== undefined && { body: JSON.stringify(json) }),
    });
    return { ...Object(await answer.json()), answered: answer.status };
  };
  const empty = async () => {
    await ask('DELETE', '/api/folders/gapwatch');
    await ask('DELETE', '/api/datasources/uid/gapwatch-prometheus');
    await ask('DELETE', '/api/datasources/uid/gapwatch-elasticsearch');
  };
  if (real) {
    await empty();
    onTestFinished(empty);
  }

  const proxy = await startApiProxy(url);
  onTestFinished(proxy.stop);
  const key = { key: 'apply.grafana', urlKey: 'urls.grafana' };
  const api = openApi({ title: 'Grafana', url: proxy.url, ...key, ...authorization });
  onTestFinished(api.close);
  return { proxy, api, ask, ...(small && { provision: small.provision }) };
};
