import { RateLimiterMemory } from 'rate-limiter-flexible';
import { describe, expect, it, vi } from 'vitest';
import { createLimit, type ShareCounts } from './limit.ts';

/** Counts that several workers of this test share. */
const shareInMemory = (): ShareCounts => {
  const shared = new Map<string, RateLimiterMemory>();
  return (name, { points, seconds }) => {
    const counts = shared.get(name) ?? new RateLimiterMemory({ keyPrefix: name, points, duration: seconds });
    shared.set(name, counts);
    return counts;
  };
};

const away: ShareCounts = () => ({ consume: () => Promise.reject(new Error('Redis is away.')) });

const start = (share: ShareCounts) => {
  const onRefused = vi.fn();
  const take = createLimit('messages', { points: 3, seconds: 10 }, { share, now: () => performance.now(), onRefused });
  return { take, onRefused };
};

describe('a limit', () => {
  it('refuses on one worker what was let through on another, and tells of it once', async () => {
    const share = shareInMemory();
    const [one, other] = [start(share), start(share)];
    expect([1, 2, 3].map(() => one.take('7'))).toEqual([0, 0, 0]);
    expect(other.take('7')).toBe(0);
    await vi.waitFor(() => expect(other.onRefused).toHaveBeenCalledOnce());
    expect(other.take('7')).toBeGreaterThan(9_000);
    expect(one.take('7')).toBeGreaterThan(9_000);
    expect(one.take('7')).toBeGreaterThan(9_000);
    expect(other.take('8')).toBe(0);
    expect(one.onRefused.mock.calls).toEqual([['7', expect.any(Number)]]);
    expect(other.onRefused).toHaveBeenCalledOnce();
  });

  it('holds on each worker by itself while the shared counts are away', async () => {
    const { take, onRefused } = start(away);
    expect([1, 2, 3, 4, 5].map(() => take('7') > 0)).toEqual([false, false, false, true, true]);
    await Promise.resolve();
    expect(onRefused).toHaveBeenCalledOnce();
  });

  it('does not ask the shared counts for what it refuses itself', () => {
    const consume = vi.fn(() => Promise.reject(new Error('Redis is away.')));
    const { take } = start(() => ({ consume }));
    for (let i = 0; i < 100; i += 1) take('7');
    expect(consume).toHaveBeenCalledTimes(3);
  });
});
