import type { Duration } from '../metrics/promql/duration.ts';
import type { Node } from '../metrics/promql/node.ts';
import { childrenOf, nodesOf } from '../metrics/promql/walk.ts';

/** Expressions of the recording rules by the names of what they record. */
export type Recordings = ReadonlyMap<string, Node>;

const secondsOf = (duration: Duration | undefined): number =>
  duration !== undefined && 'seconds' in duration ? duration.seconds : 0;

/** How far an expression looks back, in seconds. */
interface LookBack {
  /** To the oldest sample that it reads. */
  readonly oldest: number;
  /** Over a length of time, at the end of which its value is settled. */
  readonly over: number;
}

const none: LookBack = { oldest: 0, over: 0 };

const longest = (all: readonly LookBack[]): LookBack => ({
  oldest: Math.max(0, ...all.map(({ oldest }) => oldest)),
  over: Math.max(0, ...all.map(({ over }) => over)),
});

/** How far an expression looks back, what it reads of recording rules included. */
export const lookBack = (node: Node, recordings: Recordings): LookBack => {
  if (node.type !== 'selector') return longest(childrenOf(node).map((child) => lookBack(child, recordings)));
  const recorded = recordings.get(node.name);
  const { oldest, over } = recorded ? lookBack(recorded, recordings) : none;
  const range = secondsOf(node.range);
  return { oldest: oldest + range + secondsOf(node.offset), over: over + range };
};

/** Whether an expression is about the series of one job only. */
export const pinsJob = (node: Node): boolean =>
  nodesOf(node).some((one) => one.type === 'selector' && one.matchers.some(({ label }) => label === 'job'));
