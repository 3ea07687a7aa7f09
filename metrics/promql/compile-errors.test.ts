import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compileErrors } from '../../test/support/compile-errors.ts';

it('refuses what Prometheus would answer with nothing, and only that', () => {
  const { marked, passed, unmarked } = compileErrors(join(import.meta.dirname, 'fixtures/does-not-compile.ts'));
  expect(marked.length).toBeGreaterThan(20);
  expect(passed).toEqual([]);
  expect(unmarked).toEqual([]);
});
