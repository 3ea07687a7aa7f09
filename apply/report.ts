import type { Outcome } from './outcome.ts';
import type { Change, Target } from './target.ts';
import { showDifference, withoutSecrets } from './tree/show-difference.ts';

/** Differences of one thing that are shown; a dashboard that was drawn anew has hundreds. */
const mostShown = 12;

const signs: Readonly<Record<Change['action'], string>> = { create: '+', change: '~', delete: '-' };

const linesOf = ({ action, kind, name, differences }: Change): string[] => {
  const shown = differences.slice(0, mostShown).map((one) => `      ${showDifference(one)}`);
  const rest = differences.length - shown.length;
  return [
    `  ${signs[action]} ${kind} ${name}`,
    ...shown,
    ...(rest > 0 ? [`      … and ${rest} more; --json tells all.`] : []),
  ];
};

const count = (changes: readonly Change[]): string =>
  (['create', 'change', 'delete'] as const)
    .map((action) => ({ action, number: changes.filter((change) => change.action === action).length }))
    .filter(({ number }) => number > 0)
    .map(({ action, number }) => `${number} to ${action}`)
    .join(', ');

const placeOf = ({ title, url }: Target): string => `${title} at ${url}`;

/** What was found of a server, for a person: what is to be done, and what there is to know. */
export const renderPlan = ({ target, plan, problem }: Outcome): string[] => {
  if (plan === undefined) return problem === undefined ? [] : [problem];
  const { changes, leftOver, notes, obstacles } = plan;
  return [
    changes.length === 0 ? `${placeOf(target)}: nothing to do.` : `${placeOf(target)}: ${count(changes)}.`,
    ...changes.flatMap(linesOf),
    ...leftOver.map((thing) => `  ? ${thing} is ours, and nothing wants it any more; --prune deletes it.`),
    ...[...notes, ...obstacles].map((sentence) => `  ${sentence}`),
  ];
};

/** What became of a plan, for a person; nothing where there was nothing to do. */
export const renderResult = ({ target, state, plan, learned = [], problem }: Outcome): string[] => {
  if (state === 'applied') {
    return [`${placeOf(target)}: done, ${count(plan?.changes ?? [])}.`, ...learned.map((sentence) => `  ${sentence}`)];
  }
  return state === 'failed' && plan !== undefined && problem !== undefined ? [problem] : [];
};

/** The same for a program, all differences with it, without what is secret. */
export const outcomeJson = ({ target, state, plan, learned = [], problem }: Outcome): object => ({
  target: target.name,
  url: target.url,
  state,
  changes: (plan?.changes ?? []).map(({ differences, ...change }) => ({
    ...change,
    differences: differences.map(({ path, found, wanted }) => {
      const key = path.split('.').at(-1) ?? '';
      return { path, found: withoutSecrets(found, key), wanted: withoutSecrets(wanted, key) };
    }),
  })),
  leftOver: plan?.leftOver ?? [],
  notes: [...(plan?.notes ?? []), ...(plan?.obstacles ?? []), ...learned],
  ...(problem !== undefined && { problem }),
});
