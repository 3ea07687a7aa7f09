import { expect, it } from 'vitest';
import { makeReloader } from './reloader.ts';

const quiet = () => {};

it('tells whether and when the configuration was last taken', async () => {
  let now = 1_000;
  let broken = false;
  const log: string[] = [];
  const { reload, state } = makeReloader(
    async () => {
      if (broken) throw new Error('exporter.port is "x", expected a number.');
    },
    (level, sentence) => log.push(`${level}: ${sentence}`),
    () => now,
  );
  expect(state()).toEqual({ successful: true, succeededAt: 1 });
  now = 2_000;
  await reload();
  expect(state()).toEqual({ successful: true, succeededAt: 2 });
  now = 3_000;
  broken = true;
  await expect(reload()).rejects.toThrow('exporter.port is "x"');
  expect(state()).toEqual({ successful: false, succeededAt: 2 });
  broken = false;
  await reload();
  expect(state()).toEqual({ successful: true, succeededAt: 3 });
  expect(log).toEqual([
    'info: The configuration was read again, and counts from now on.',
    'error: The configuration was read again and refused, the old one stays: exporter.port is "x", expected a number.',
    'info: The configuration was read again, and counts from now on.',
  ]);
});

it('reads once more for all who ask while it reads, since the file may have changed meanwhile', async () => {
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let begun = 0;
  const { reload } = makeReloader(async () => {
    begun += 1;
    await gates[begun - 1]?.promise;
  }, quiet);
  const first = reload();
  await expect.poll(() => begun, { timeout: 20_000 }).toBe(1);
  const others = [reload(), reload(), reload()];
  gates[0]?.resolve();
  await first;
  await expect.poll(() => begun, { timeout: 20_000 }).toBe(2);
  gates[1]?.resolve();
  await Promise.all(others);
  expect(begun).toBe(2);
});
