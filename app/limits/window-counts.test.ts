import { describe, expect, it } from 'vitest';
import { createWindowCounts } from './window-counts.ts';

const start = () => {
  let time = 1_000;
  const counts = createWindowCounts({ points: 2, seconds: 10 }, () => time);
  return {
    counts,
    take: (key: string) => counts.take(key),
    pass: (ms: number) => {
      time += ms;
    },
  };
};

describe('counts in a window', () => {
  it('let as many through as they should, and tell the others how long to wait', () => {
    const { take, pass } = start();
    expect([take('a'), take('a')]).toEqual([
      { waitMs: 0, over: 0 },
      { waitMs: 0, over: 0 },
    ]);
    pass(4_000);
    expect([take('a'), take('a')]).toEqual([
      { waitMs: 6_000, over: 1 },
      { waitMs: 6_000, over: 2 },
    ]);
  });

  it('are of each key apart', () => {
    const { take } = start();
    for (let i = 0; i < 3; i += 1) take('a');
    expect(take('b')).toEqual({ waitMs: 0, over: 0 });
  });

  it('begin anew when the window is over', () => {
    const { take, pass } = start();
    for (let i = 0; i < 3; i += 1) take('a');
    pass(9_999.5);
    expect(take('a')).toEqual({ waitMs: 1, over: 2 });
    pass(0.5);
    expect(take('a')).toEqual({ waitMs: 0, over: 0 });
  });

  it('can be closed, which is news once', () => {
    const { counts, take, pass } = start();
    take('a');
    expect(counts.block('a', 3_000)).toBe(true);
    expect(counts.block('a', 3_000)).toBe(false);
    expect(take('a')).toEqual({ waitMs: 3_000, over: 2 });
    pass(3_000);
    expect(take('a')).toEqual({ waitMs: 0, over: 0 });
    expect(counts.block('b', 3_000)).toBe(true);
  });

  it('hold the keys of one window and no more', () => {
    const { counts, take, pass } = start();
    for (let i = 0; i < 100_000; i += 1) {
      take(`key ${i}`);
      pass(10);
    }
    expect(counts.size()).toBeLessThanOrEqual(1_001);
  });
});
