import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSeenLines } from './seen-lines.ts';

it('says of each id once that it is new, in whatever order they come, and of ids of others too', () => {
  const ids = fc.array(fc.constantFrom('a-1', 'a-2', 'a-3', 'a-30', 'b-1', 'b-b-1', 'x', '-', 'a-', 'a-1x'));
  fc.assert(
    fc.property(ids, (all) => {
      const seen = createSeenLines();
      const known = new Set<string>();
      for (const id of all) {
        expect(seen.has(id)).toBe(known.has(id));
        expect(seen.note(id)).toBe(!known.has(id));
        known.add(id);
      }
    }),
  );
});
