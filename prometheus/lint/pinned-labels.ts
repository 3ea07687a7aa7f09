import type { Syntax } from './syntax.ts';

/** Labels of which every series of a result has the same known value. */
export type PinnedLabels = ReadonlyMap<string, string>;

const none: PinnedLabels = new Map();

const kept = (pinned: PinnedLabels, isKept: (label: string) => boolean): PinnedLabels =>
  new Map([...pinned].filter(([label]) => isKept(label)));

/** The labels that the matchers of an expression pin down, as far as they are in its result. */
export const pinnedLabels = (syntax: Syntax): PinnedLabels => {
  switch (syntax.type) {
    case 'selector':
      return new Map(syntax.matchers.flatMap(({ label, op, value }) => (op === '=' ? [[label, value]] : [])));
    case 'range':
      return pinnedLabels(syntax.of);
    case 'call': {
      const [of] = syntax.args;
      // These two write labels of their own.
      return of === undefined || /^label_/.test(syntax.name) ? none : pinnedLabels(of);
    }
    case 'aggregate': {
      const of = syntax.args.at(-1);
      if (of === undefined) return none;
      const pinned = pinnedLabels(of);
      if (/^(topk|bottomk|limitk|limit_ratio)$/.test(syntax.op)) return pinned;
      const { kind = 'by', labels = [] } = syntax.grouping ?? {};
      return kept(pinned, (label) => (kind === 'by') === labels.includes(label));
    }
    case 'binary':
      if (syntax.op === 'or') return none;
      return syntax.left.type === 'number' ? pinnedLabels(syntax.right) : pinnedLabels(syntax.left);
    default:
      return none;
  }
};
