import { onTestFinished } from 'vitest';
import { elasticsearchTarget } from '../../apply/elasticsearch/elasticsearch-target.ts';
import { amend, examine, type Outcome } from '../../apply/outcome.ts';
import type { ElasticResource } from '../../logstash/elastic/resource.ts';
import { openTestApi } from './open-test-api.ts';
import { type ApiProxy, startApiProxy } from './start-api-proxy.ts';

/** Gives an Elasticsearch resources as `gapwatch apply` does. */
export const applied = async (url: string, wanted: readonly ElasticResource[], prune = false): Promise<Outcome> => {
  const target = elasticsearchTarget(openTestApi('elasticsearch', url), wanted);
  const options = { prune, signal: new AbortController().signal };
  return amend(await examine(target, options), options);
};

/** What was to be done, a text each. */
export const changesOf = ({ plan }: Outcome): string[] =>
  (plan?.changes ?? []).map(({ action, kind, name }) => `${action} ${kind} ${name}`);

/** What a server answers, as text. */
export const read = async (url: string, path: string): Promise<string> => (await fetch(`${url}${path}`)).text();

/** A way to it on which things can go wrong, as long as the test lasts. */
export const proxyTo = async (target: string): Promise<ApiProxy> => {
  const proxy = await startApiProxy(target);
  onTestFinished(proxy.stop);
  return proxy;
};
