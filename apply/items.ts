import type { Change, Plan, Step } from './target.ts';
import { differencesOf } from './tree/difference.ts';

/** One thing of a server that holds many, each for itself. */
export interface Item {
  readonly kind: string;
  readonly name: string;
  /** What there is to compare, without what the server adds; undefined where it is not there, or not wanted. */
  readonly found: unknown;
  readonly wanted: unknown;
  /** Makes it as it is wanted, or deletes it where it is not. */
  readonly run: Step['run'];
  /** Makes it as it was found, or deletes it where it was not there; absent where that would do harm. */
  readonly undo?: NonNullable<Step['undo']>;
  /** Why it is not taken back. */
  readonly stays?: string;
}

/** What is to be done about a thing; undefined where it is as it is wanted. */
export const changeOf = ({
  kind,
  name,
  found,
  wanted,
}: Pick<Item, 'kind' | 'name' | 'found' | 'wanted'>): Change | undefined => {
  if (wanted === undefined) return { action: 'delete', kind, name, differences: [] };
  if (found === undefined) return { action: 'create', kind, name, differences: [] };
  const differences = differencesOf(found, wanted);
  return differences.length === 0 ? undefined : { action: 'change', kind, name, differences };
};

/**
 * Plans one step for each thing that is not as it is wanted, in their order; what is left over goes last, the other way
 * round, so that nothing goes before what uses it.
 * @param leftOver things of ours that nothing wants any more
 */
export const planItems = (
  items: readonly Item[],
  leftOver: readonly Item[],
  prune: boolean,
): Pick<Plan, 'changes' | 'steps' | 'leftOver'> => {
  const going = prune ? leftOver.toReversed() : [];
  const planned = [...items, ...going].flatMap((item) => {
    const change = changeOf(item);
    return change === undefined ? [] : [{ change, step: item }];
  });
  return {
    changes: planned.map(({ change }) => change),
    steps: planned.map(({ step }) => step),
    leftOver: prune ? [] : leftOver.map(({ kind, name }) => `${kind} ${name}`),
  };
};
