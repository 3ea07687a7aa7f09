import type { Fixed } from './duration.ts';
import { derived, type Vector } from './vector.ts';

/** One series without labels, of this value. */
export const vector = (value: number): Vector<'gauge', never> =>
  derived({ type: 'call', name: 'vector', args: [{ type: 'number', value }] });

/** The time of evaluation in seconds since 1970, as one series without labels. */
export const now = (): Vector<'gauge', never> =>
  derived({ type: 'call', name: 'vector', args: [{ type: 'call', name: 'time', args: [] }] });

/** Seconds that have passed since the time that a gauge holds. */
export const secondsSince = <L extends string>(timestamp: Vector<'gauge', L>): Vector<'gauge', L> =>
  derived({ type: 'binary', op: '-', left: { type: 'call', name: 'time', args: [] }, right: timestamp.node });

/** Seconds until the time that a gauge holds; below zero once it has passed. */
export const secondsUntil = <L extends string>(timestamp: Vector<'gauge', L>): Vector<'gauge', L> =>
  derived({ type: 'binary', op: '-', left: timestamp.node, right: { type: 'call', name: 'time', args: [] } });

/** What a rate per second comes to within a length of time. */
export const within = <L extends string>(perSecond: Vector<'gauge', L>, time: Fixed): Vector<'gauge', L> =>
  derived({ type: 'binary', op: '*', left: perSecond.node, right: { type: 'length', of: time } });
