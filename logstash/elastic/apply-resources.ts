import type { ElasticResource } from './resource.ts';

/** Elasticsearch could not be given what it is to keep. */
class ElasticError extends Error {
  override name = 'ElasticError';
}

/** Milliseconds that Elasticsearch may take for one request. */
const withinMs = 30_000;

/** What Elasticsearch says to a request for a part that this distribution leaves out, or that is switched off. */
const notThere = /no handler found|unknown setting|No processor type exists|Incorrect HTTP method|[Ss]ecurity must be/;

/** What became of a resource. `lacking`: the server knows no such things; `forbidden`: not for whoever asked. */
type Outcome = 'applied' | 'lacking' | 'forbidden';

/** Address without its user, and the user as a header: a request's URL may hold none. */
const split = (url: string): { readonly base: string; readonly headers: Readonly<Record<string, string>> } => {
  const base = new URL(url);
  const user = `${decodeURIComponent(base.username)}:${decodeURIComponent(base.password)}`;
  base.username = '';
  base.password = '';
  return {
    base: base.href.replace(/\/$/, ''),
    headers: user === ':' ? {} : { authorization: `Basic ${Buffer.from(user).toString('base64')}` },
  };
};

const put = async (url: string, { path, kind, body, without, withoutRight }: ElasticResource): Promise<Outcome> => {
  const { base, headers } = split(url);
  const answer = await fetch(`${base}${path}`, {
    method: 'PUT',
    headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
    body: body ? JSON.stringify(body) : null,
    signal: AbortSignal.timeout(withinMs),
  }).catch((cause: unknown) => {
    throw new ElasticError(`Elasticsearch at ${base} does not answer; what keeps the logs is not applied.`, { cause });
  });
  const text = await answer.text();
  if (answer.ok) return 'applied';
  // The only one that cannot be put twice.
  if (kind === 'data-stream' && text.includes('resource_already_exists_exception')) return 'applied';
  if (without !== undefined && answer.status !== 401 && notThere.test(text)) return 'lacking';
  if (withoutRight !== undefined && answer.status === 403) return 'forbidden';
  throw new ElasticError(
    `Elasticsearch at ${base} refuses ${path} with status ${answer.status}: ${text.slice(0, 500)}`,
  );
};

/**
 * Gives an Elasticsearch what it is to keep, in order. Safe to repeat.
 * @param url its base address, with a user where it asks for one
 * @param say gets one sentence for each thing that this server, or who asks, goes without
 * @throws ElasticError if it does not answer or refuses
 */
export const applyResources = async (
  url: string,
  resources: readonly ElasticResource[],
  say: (line: string) => void,
): Promise<void> => {
  const applied = new Set<string>();
  const said = new Set<string>();
  for (const one of resources) {
    if (one.needs !== undefined && !applied.has(one.needs)) continue;
    if (one.insteadOf !== undefined && applied.has(one.insteadOf)) continue;
    const outcome = await put(url, one);
    if (outcome === 'applied') applied.add(one.path);
    const sentence = { applied: undefined, lacking: one.without, forbidden: one.withoutRight }[outcome];
    if (sentence === undefined || said.has(sentence)) continue;
    said.add(sentence);
    say(sentence);
  }
};
