import fc from 'fast-check';
import { expect, it } from 'vitest';
import { layOut } from './layout.ts';
import type { Panel } from './panel.ts';

const panel = fc.record({
  width: fc.constantFrom(3, 4, 6, 8, 12, 16, 24),
  kind: fc.constantFrom('stat', 'timeseries', 'heatmap', 'table'),
}) as fc.Arbitrary<Panel>;

it('puts panels into the grid, none upon another, in their order', () => {
  fc.assert(
    fc.property(fc.array(panel), fc.nat(100), (panels, top) => {
      const { places, bottom } = layOut(panels, top);
      const taken = new Set<string>();
      for (const { x, y, w, h } of places) {
        expect(x + w).toBeLessThanOrEqual(24);
        expect(y).toBeGreaterThanOrEqual(top);
        expect(y + h).toBeLessThanOrEqual(bottom);
        for (let column = x; column < x + w; column++) {
          for (let line = y; line < y + h; line++) {
            expect(taken.has(`${column} ${line}`)).toBe(false);
            taken.add(`${column} ${line}`);
          }
        }
      }
      const order = places.map(({ x, y }) => y * 24 + x);
      expect(order).toEqual([...order].sort((a, b) => a - b));
    }),
    { numRuns: 50 },
  );
});
