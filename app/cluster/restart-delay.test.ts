import { expect, it } from 'vitest';
import { createRestartDelay } from './restart-delay.ts';

it('waits longer after each early death, up to half a minute, and begins anew after a long life', () => {
  const delayAfter = createRestartDelay();
  const early = Array.from({ length: 8 }, () => delayAfter(1_000));
  expect(early).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  expect([delayAfter(60_000), delayAfter(1_000)]).toEqual([500, 1_000]);
});
