import type { Matcher } from '../metrics/promql/node.ts';
import { nearestNames } from './nearest-names.ts';
import type { Need } from './need.ts';
import type { SeriesSource } from './source.ts';

/** Names that a pattern may mean are tried one after the other; beyond these it is taken for found. */
const mostTried = 20;

const written = ({ label, op, value }: Matcher): string => `${label}${op}"${value}"`;

const namesFor = ({ name }: Need, names: ReadonlySet<string>): string[] => {
  if (!name) return [];
  if (!name.isPattern) return names.has(name.value) ? [name.value] : [];
  try {
    const pattern = new RegExp(`^(?:${name.value})$`);
    return [...names].filter((one) => pattern.test(one));
  } catch {
    return [];
  }
};

const listOf = (values: readonly string[], most = 5): string =>
  values.slice(0, most).join(', ') + (values.length > most ? `, and ${values.length - most} more` : '');

/** Which of the matchers leaves nothing over, and what there is in its place. */
const whyNone = async (name: string, matchers: readonly Matcher[], source: SeriesSource): Promise<string> => {
  for (const matcher of matchers) {
    if ((await source.labelsOf(name, [matcher])) !== undefined) continue;
    const values = await source.valuesOf(name, matcher.label);
    const instead =
      values.length > 0 ? `it has ${matcher.label} ${listOf(values)}` : `it has no label ${matcher.label} at all`;
    return `${name} is there, but never with ${written(matcher)}: ${instead}.`;
  }
  return `${name} is there, but no series of it has all of ${matchers.map(written).join(', ')}.`;
};

/** Whether a source has what an expression needs, and if so, which labels. */
export type Answer = { readonly labels: ReadonlySet<string> } | { readonly fault: string };

/**
 * Looks for the series that a selector needs.
 * @returns undefined where nothing can be said: it names no metric, or any
 */
export const lookFor = async (need: Need, source: SeriesSource): Promise<Answer | undefined> => {
  const { name, matchers } = need;
  if (!name || name.value === '.*' || name.value === '.+') return undefined;
  const names = namesFor(need, source.names);
  const [first] = names;
  if (first === undefined) {
    if (name.isPattern) return { fault: `no series has a name like ${need.text}.` };
    const near = nearestNames(name.value, source.names);
    return { fault: `there is no series ${name.value}${near.length > 0 ? `; like it are ${near.join(', ')}` : ''}.` };
  }
  const found = await Promise.all(names.slice(0, mostTried).map((one) => source.labelsOf(one, matchers)));
  const labels = found.flatMap((one) => (one ? [...one] : []));
  if (labels.length > 0) return { labels: new Set(labels) };
  if (names.length > mostTried) return undefined;
  return { fault: await whyNone(first, matchers, source) };
};
