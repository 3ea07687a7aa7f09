import { templateName } from './data-stream.ts';
import { indexTemplate } from './index-template.ts';
import { lifecycleComponent, lifecyclePolicy, lifecycleSettings } from './lifecycle.ts';

/** Elasticsearch could not be given the template. */
class TemplateError extends Error {
  override name = 'TemplateError';
}

/** Milliseconds that Elasticsearch may take for one request. */
const withinMs = 30_000;

/** What Elasticsearch says to a request for a part that this distribution leaves out. */
const notThere = /no handler found|unknown setting/;

/** @returns false where this Elasticsearch does not know such things */
const put = async (url: string, path: string, body: object): Promise<boolean> => {
  const answer = await fetch(new URL(path, url), {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(withinMs),
  }).catch((cause: unknown) => {
    throw new TemplateError(`Elasticsearch at ${url} does not answer; the template of the logs is not applied.`, {
      cause,
    });
  });
  const text = await answer.text();
  if (answer.ok) return true;
  if (answer.status === 400 && notThere.test(text)) return false;
  throw new TemplateError(
    `Elasticsearch at ${url} refuses ${path} with status ${answer.status}: ${text.slice(0, 500)}`,
  );
};

/**
 * Gives an Elasticsearch the lifecycle and the template of the log lines. Safe to repeat.
 * @param url base address of the Elasticsearch
 * @param say gets a sentence about each thing that this Elasticsearch does not have
 * @throws TemplateError if it does not answer or refuses
 */
export const applyTemplate = async (url: string, say: (line: string) => void): Promise<void> => {
  const hasLifecycles = await put(url, `/_ilm/policy/${templateName}`, lifecyclePolicy());
  if (hasLifecycles) await put(url, `/_component_template/${lifecycleComponent}`, lifecycleSettings());
  else say('This Elasticsearch has no lifecycle management: logs are kept until somebody deletes them.');
  if (!(await put(url, `/_index_template/${templateName}`, indexTemplate()))) {
    throw new TemplateError(`Elasticsearch at ${url} has no index templates; use version 8.19 or later.`);
  }
};
