import { expect, it } from 'vitest';
import { parseConfig } from '../../config/load-config.ts';
import type { Check, Sighting } from './check.ts';
import { renderResults, runChecks } from './run-checks.ts';

const config = parseConfig({}, '/nowhere/gapwatch.config.ts');
const run = (withinMs: number, without: string[] = [], absent = without) => ({
  config,
  without,
  absent,
  withinMs,
  say: () => {},
  signal: new AbortController().signal,
});

const check = (name: string, looks: readonly (() => Sighting)[], needs: string[] = []): Check => ({
  name,
  needs,
  begin() {
    let next = 0;
    return async () => {
      const look = looks[Math.min(next, looks.length - 1)];
      next += 1;
      if (look === undefined) throw new Error('no look');
      return look();
    };
  },
});

const absent = () => ({ there: false, evidence: '1 of 2' });
const there = () => ({ there: true, evidence: '2 of 2' });
const broken = () => {
  throw new Error('connect ECONNREFUSED');
};

it('looks again until the evidence is there', async () => {
  const results = await runChecks([check('late', [broken, absent, there])], run(60_000));
  expect(results).toMatchObject([{ name: 'late', result: 'passed', evidence: '2 of 2' }]);
});

it('fails when the time is up, and says what was last seen', async () => {
  const results = await runChecks([check('never', [absent]), check('nobody', [broken])], run(300));
  expect(results).toMatchObject([
    { name: 'never', result: 'failed', evidence: 'last seen: 1 of 2' },
    { name: 'nobody', result: 'failed', evidence: 'last seen: connect ECONNREFUSED' },
  ]);
});

it('skips what needs a part that the lab was asked to do without', async () => {
  const results = await runChecks([check('logs', [there], ['app', 'elasticsearch'])], run(300, ['elasticsearch']));
  expect(results).toMatchObject([{ result: 'skipped', evidence: 'the lab has no elasticsearch' }]);
});

it('fails at once what needs a part that could not be had', async () => {
  const results = await runChecks([check('logs', [there], ['app', 'elasticsearch'])], run(300, [], ['elasticsearch']));
  expect(results).toMatchObject([{ result: 'failed', evidence: 'the lab has no elasticsearch' }]);
});

it('shows a table', () => {
  expect(renderResults([{ name: 'logs', result: 'passed', evidence: 'found', seconds: 1.25 }])).toBe(
    'check  result  seconds  evidence\nlogs   passed  1.3      found',
  );
});
