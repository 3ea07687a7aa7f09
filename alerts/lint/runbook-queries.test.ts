import { expect, it } from 'vitest';
import { exampleSeries } from '../../prometheus/lint/example-series.ts';
import { lintRunbookQueries, readByRunbooks } from './runbook-queries.ts';

const runbook = (...queries: readonly string[]) => ({
  file: 'alerts/generated/runbooks/CartsLeft.md',
  text: `# CartsLeft\n\n${queries.map((query) => `1. Ask:\n   \`\`\`promql\n   ${query}\n   \`\`\`\n`).join('')}`,
});

it('finds queries that Prometheus cannot answer, and says on which line', () => {
  const source = runbook('sum by (shop) (shop_carts)', 'shop_basket', 'sum(');
  expect(lintRunbookQueries([source], exampleSeries)).toEqual([
    {
      file: source.file,
      where: 'line 9',
      rule: 'known-series',
      message: 'shop_basket is neither a declared metric nor a recorded series; correct its name, or declare it.',
    },
    {
      file: source.file,
      where: 'line 13',
      rule: 'valid-promql',
      message: 'it is not PromQL: something is wrong near "sum(".',
    },
  ]);
  expect(lintRunbookQueries([{ ...source, file: 'alerts/notes.md' }], exampleSeries)).toEqual([]);
});

it('knows which series runbooks read', () => {
  expect(readByRunbooks([runbook('shop_carts / up', 'sum(')])).toEqual(['shop_carts', 'up']);
});
