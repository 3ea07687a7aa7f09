import { classicQuestions } from './classic-dashboard.ts';
import { itemsOf, membersOf } from './json.ts';
import { newQuestions } from './new-dashboard.ts';
import type { Questions } from './question.ts';

/** A list of answers of the API that hold resources; nothing is wrapped more often. */
const deepest = 4;

/**
 * What the dashboards in a file's JSON ask, in whichever form Grafana gave it out: alone, as its API answers, as a resource, or
 * several in a list.
 * @returns undefined for what is no dashboard
 */
export const readDashboards = (json: unknown, depth = 0): readonly Questions[] | undefined => {
  if (depth > deepest) return undefined;
  const read = (inner: unknown) => readDashboards(inner, depth + 1);
  if (Array.isArray(json)) {
    const all = itemsOf(json).flatMap((one) => read(one) ?? []);
    return all.length > 0 ? all : undefined;
  }
  const { dashboard, spec, elements, panels, rows } = membersOf(json);
  if (dashboard !== undefined) return read(dashboard);
  if (elements !== undefined) return [newQuestions(membersOf(json))];
  if (Array.isArray(panels) || Array.isArray(rows)) return [classicQuestions(membersOf(json))];
  return spec === undefined ? undefined : read(spec);
};
