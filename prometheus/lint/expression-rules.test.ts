import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { exampleSeries } from './example-series.ts';
import { expressionRules } from './expression-rules.ts';
import { lintExpression } from './lint-expression.ts';
import { validPromql } from './rules/valid-promql.ts';

const around = { known: exampleSeries, scrapeSeconds: 15 };

it('has every rule of the folder, named as its file', async () => {
  const files = await readdir(new URL('rules', import.meta.url));
  const names = files.filter((file) => !file.endsWith('.test.ts')).map((file) => file.replace('.ts', ''));
  expect([validPromql, ...expressionRules].map(({ name }) => name).sort()).toEqual(names.sort());
});

describe.each(expressionRules)('the rule $name', ({ name, uses, good, bad }) => {
  const [use] = uses;

  it.each(good)('says nothing, as no other does, of %s', (expr) => {
    expect(lintExpression(expr, { ...around, use })).toEqual([]);
  });

  it.each(bad)('finds what is wrong with $example', ({ example, says }) => {
    const said = lintExpression(example, { ...around, use }).filter(({ rule }) => rule === name);
    expect(said.map(({ message }) => message)).toContain(says);
  });
});

it.each(validPromql.good)('takes %s for PromQL', (expr) => {
  expect(validPromql.find(expr)).toEqual([]);
});

it.each(validPromql.bad)('does not take "$example" for PromQL, and says so alone', ({ example, says }) => {
  expect(lintExpression(example, { ...around, use: 'alert' })).toEqual([{ rule: 'valid-promql', message: says }]);
});
