import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Message } from './message.ts';
import { createTimeline } from './timeline.ts';

const message = (chatId: number): Message => ({ chatId, userId: 1, name: 'n', mbti: '', text: '', at: new Date(0) });
const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => message(first + i));
const idsOf = (timeline: ReturnType<typeof createTimeline>) => timeline.messages().map(({ chatId }) => chatId);
const ids = (first: number, last: number) => from(first, last).map(({ chatId }) => chatId);

it('puts messages in the order of their ids, each once, in whatever order they come', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 30 })), (heard) => {
      const timeline = createTimeline(100);
      timeline.fill([], true);
      for (const id of heard) timeline.say(message(id), false);
      expect(idsOf(timeline)).toEqual([...new Set(heard)].sort((a, b) => a - b));
    }),
  );
});

it('keeps what is said while the newest messages are being read', () => {
  const timeline = createTimeline(100);
  timeline.clear();
  expect(timeline.say(message(12), false)).toBe(true);
  timeline.fill(from(8, 11), false);
  expect(idsOf(timeline)).toEqual(ids(8, 12));
});

it('leaves to paging what would stand before a hole', () => {
  const timeline = createTimeline(100);
  timeline.clear();
  timeline.say(message(2), false);
  timeline.fill(from(8, 11), false);
  expect(timeline.say(message(3), false)).toBe(false);
  expect(idsOf(timeline)).toEqual(ids(8, 11));
  timeline.addOlder(from(1, 7), true);
  expect(timeline.say(message(0), false)).toBe(true);
  expect(idsOf(timeline)).toEqual(ids(0, 11));
});

it('lets go of the newest while one reads back, and of the oldest on the way forward', () => {
  const timeline = createTimeline(10);
  timeline.fill(from(91, 100), false);
  timeline.addOlder(from(86, 90), false);
  expect(idsOf(timeline)).toEqual(ids(86, 95));
  expect([timeline.atNewest(), timeline.atOldest()]).toEqual([false, false]);
  expect(timeline.say(message(101), false)).toBe(false);
  timeline.addNewer(from(96, 101), true);
  expect(idsOf(timeline)).toEqual(ids(92, 101));
  expect(timeline.atNewest()).toBe(true);
  expect(timeline.say(message(102), false)).toBe(true);
  expect(idsOf(timeline)).toEqual(ids(93, 102));
});

it('holds still what is being read, rather than letting go of it for what is said', () => {
  const timeline = createTimeline(10);
  timeline.fill(from(1, 10), true);
  expect(timeline.say(message(11), true)).toBe(false);
  expect(idsOf(timeline)).toEqual(ids(1, 10));
  expect(timeline.atNewest()).toBe(false);
});

it('finds in a stretch read anew what was missed and what was removed, and keeps what was said meanwhile', () => {
  const timeline = createTimeline(100);
  timeline.fill(from(1, 10), true);
  const known = new Set(ids(1, 10));
  timeline.say(message(14), false);
  timeline.mend({ after: 5, upTo: Number.POSITIVE_INFINITY }, known, [6, 7, 9, 10, 11, 13].map(message));
  expect(idsOf(timeline)).toEqual([1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 13, 14]);
  // Of a page that is not the last nothing is known beyond its end.
  timeline.mend({ after: 5, upTo: 7 }, new Set(idsOf(timeline)), [message(6)]);
  expect(idsOf(timeline)).toEqual([1, 2, 3, 4, 5, 6, 9, 10, 11, 13, 14]);
});

it('holds no message again that was removed while it was still being read or told', () => {
  const timeline = createTimeline(100);
  timeline.remove(2);
  timeline.fill(from(1, 3), true);
  expect(timeline.say(message(2), false)).toBe(false);
  timeline.mend({ after: 0, upTo: 3 }, new Set([1, 3]), from(1, 3));
  expect(idsOf(timeline)).toEqual([1, 3]);
});

it('removes a message, and says whether it was there', () => {
  const timeline = createTimeline(100);
  timeline.fill(from(1, 3), true);
  expect([timeline.remove(2), timeline.remove(2)]).toEqual([true, false]);
  expect(idsOf(timeline)).toEqual([1, 3]);
});
