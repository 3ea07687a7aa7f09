import { expect, it } from 'vitest';
import { coalesce } from './coalesce.ts';

it('serves all who ask while a run waits by that run, each key apart', async () => {
  const gates: PromiseWithResolvers<string>[] = [];
  const runs: string[] = [];
  const ask = coalesce((key) => {
    runs.push(key);
    const gate = Promise.withResolvers<string>();
    gates.push(gate);
    return gate.promise;
  });
  const first = ask('a');
  const later = [ask('a'), ask('a'), ask('a')];
  const other = ask('b');
  expect(runs).toEqual(['a', 'b']);
  gates[1]?.resolve('of b');
  expect(await other).toBe('of b');
  gates[0]?.resolve('one');
  expect(await first).toBe('one');
  await Promise.resolve();
  gates[2]?.resolve('two');
  expect(await Promise.all(later)).toEqual(['two', 'two', 'two']);
  expect(runs).toEqual(['a', 'b', 'a']);
});

it('has one run under way at a time, also for those who ask again as soon as they are served', async () => {
  let [under, most] = [0, 0];
  const ask = coalesce(async () => {
    under += 1;
    most = Math.max(most, under);
    await Promise.resolve();
    under -= 1;
  });
  const insist = async () => {
    for (let i = 0; i < 3; i++) await ask('a');
  };
  await Promise.all([insist(), insist(), insist()]);
  expect(most).toBe(1);
});

it('runs again after a failure', async () => {
  let runs = 0;
  const ask = coalesce(async () => {
    runs += 1;
    if (runs === 1) throw new Error('once');
    return runs;
  });
  const [first, second] = await Promise.allSettled([ask('a'), ask('a')]);
  expect(first.status).toBe('rejected');
  expect(second).toEqual({ status: 'fulfilled', value: 2 });
  expect(await ask('a')).toBe(3);
});
