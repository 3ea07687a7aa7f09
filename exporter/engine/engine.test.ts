import { describe, expect, it } from 'vitest';
import { metric } from '../../metrics/declare.ts';
import { collector, engineOf, value, works } from '../../test/support/test-engine.ts';
import { CollectorError, CollectorSkipped } from './collector.ts';

const up = metric.gauge('test_up', { help: 'Up.' });

describe('a collector that fails', () => {
  it('loses all of its own samples, and no one else does', async () => {
    const { page, log } = engineOf([
      collector('mysql_status', async ({ emit }) => {
        emit(value, {}, 1);
        throw new CollectorError('The server is on fire.');
      }),
      works('swarm_services'),
    ]);
    const lines = await page();
    expect(lines).toContain('test_value 7');
    expect(lines).not.toContain('test_value 1');
    expect(lines).toContain('gapwatch_collector_success{collector="mysql_status"} 0');
    expect(lines).toContain('gapwatch_collector_success{collector="swarm_services"} 1');
    expect(log).toEqual(['error: Collector mysql_status failed: The server is on fire.']);
  });

  it('tells its unexpected error with its class', async () => {
    const { page, log } = engineOf([
      collector('swarm_services', () => {
        throw new TypeError('x is undefined');
      }),
    ]);
    await page();
    expect(log).toEqual(['error: Collector swarm_services failed: TypeError: x is undefined']);
  });

  it('leaves the samples that stand in for it', async () => {
    const { page } = engineOf([
      collector('mysql_server', () => Promise.reject(new CollectorError('Gone.')), {
        families: [up],
        whenFailed: [{ metric: up, labels: {}, value: 0 }],
      }),
    ]);
    expect(await page()).toContain('test_up 0');
  });

  it('is logged when that changes, not at every scrape', async () => {
    let broken = true;
    const { page, log } = engineOf([
      collector('swarm_services', async () => {
        if (broken) throw new CollectorError('Broken.');
      }),
    ]);
    await page();
    await page();
    broken = false;
    await page();
    await page();
    expect(log).toEqual([
      'error: Collector swarm_services failed: Broken.',
      'info: Collector swarm_services works again.',
    ]);
  });
});

const hang = () => new Promise<void>(() => {});

describe('a collector that hangs', () => {
  it('loses its samples at its own deadline, and no one else does', async () => {
    const { page, log } = engineOf([collector('mysql_status', hang, { timeoutMs: 20 }), works('swarm_services')]);
    const lines = await page();
    expect(lines).toContain('gapwatch_collector_success{collector="mysql_status"} 0');
    expect(lines).toContain('test_value 7');
    expect(log).toEqual(['error: Collector mysql_status failed: It did not end within 0.02 s.']);
  });

  it("is given up at the end of the scrape's budget, where that is shorter", async () => {
    const { page } = engineOf([collector('mysql_status', hang, { timeoutMs: 3_600_000 })]);
    expect(await page(20)).toContain('gapwatch_collector_success{collector="mysql_status"} 0');
  });

  it('hears of its deadline, and has no time left then', async () => {
    let left: number | undefined;
    const { page } = engineOf([
      collector(
        'swarm_services',
        ({ signal, remainingMs }) =>
          new Promise((resolve) =>
            signal.addEventListener('abort', () => {
              left = remainingMs();
              resolve();
            }),
          ),
        { timeoutMs: 20 },
      ),
    ]);
    await page();
    expect(left).toBe(0);
  });

  it('is not asked again before it is done', async () => {
    let calls = 0;
    const { promise, resolve: end } = Promise.withResolvers<void>();
    const { page } = engineOf([
      collector(
        'swarm_services',
        async ({ emit }) => {
          calls += 1;
          if (calls === 1) await promise;
          emit(value, {}, calls);
        },
        { timeoutMs: 20 },
      ),
    ]);
    await page();
    expect(await page()).toContain('gapwatch_collector_success{collector="swarm_services"} 0');
    expect(calls).toBe(1);
    end();
    await expect.poll(() => page()).toContain('test_value 2');
  });

  it('does not hold a scrape that joined it beyond its own budget', async () => {
    const { promise, resolve: end } = Promise.withResolvers<void>();
    const { page } = engineOf([
      collector(
        'swarm_services',
        async ({ emit }) => {
          await promise;
          emit(value, {}, 1);
        },
        { timeoutMs: 60_000 },
      ),
    ]);
    const patient = page(60_000);
    expect(await page(20)).toContain('gapwatch_collector_success{collector="swarm_services"} 0');
    end();
    expect(await patient).toContain('test_value 1');
  });
});

it('asks anew for a scrape that joined one with less time', async () => {
  let calls = 0;
  const { promise, resolve: end } = Promise.withResolvers<void>();
  const { page } = engineOf([
    collector('swarm_services', async ({ emit }) => {
      calls += 1;
      if (calls === 1) await promise;
      emit(value, {}, calls);
    }),
  ]);
  const impatient = page(20);
  const patient = page(60_000);
  expect(await impatient).toContain('gapwatch_collector_success{collector="swarm_services"} 0');
  end();
  expect(await patient).toEqual(expect.arrayContaining(['test_value 2']));
});

it('collects once for 50 scrapes at a time, and anew for the next', async () => {
  let calls = 0;
  const { promise, resolve: end } = Promise.withResolvers<void>();
  const { page } = engineOf([
    collector('swarm_services', async ({ emit }) => {
      calls += 1;
      const call = calls;
      await promise;
      emit(value, {}, call);
    }),
  ]);
  const pages = Array.from({ length: 50 }, () => page());
  await expect.poll(() => calls).toBe(1);
  end();
  for (const lines of await Promise.all(pages)) expect(lines).toContain('test_value 1');
  expect(await page()).toContain('test_value 2');
});

it('says of a skipped collector that it is not enabled here, and nothing of its success', async () => {
  const { page, log, engine } = engineOf([
    collector('swarm_services', () => Promise.reject(new CollectorSkipped('No Docker engine answers here.'))),
  ]);
  expect(await page()).toEqual([
    'gapwatch_collector_enabled{collector="swarm_services"} 0',
    'gapwatch_collector_dropped_samples_total{collector="swarm_services",reason="label_bound"} 0',
    'gapwatch_collector_dropped_samples_total{collector="swarm_services",reason="family_cap"} 0',
  ]);
  expect(engine.outcomes()).toMatchObject([{ state: 'skipped', reason: 'No Docker engine answers here.' }]);
  expect(log).toEqual(['info: Collector swarm_services is skipped: No Docker engine answers here.']);
});

it('logs a note once while it lasts', async () => {
  let missing = true;
  const { page, log, engine } = engineOf([
    collector('chat_tables', async ({ note }) => {
      if (missing) note('Table chatlogs is not there.');
    }),
  ]);
  await page();
  await page();
  expect(engine.outcomes()[0]?.notes).toEqual(['Table chatlogs is not there.']);
  missing = false;
  await page();
  missing = true;
  await page();
  expect(log).toEqual(Array(2).fill('warn: Collector chat_tables: Table chatlogs is not there.'));
});

it('runs only the collectors that are asked for', async () => {
  const { page } = engineOf([
    works('swarm_services'),
    collector('mysql_status', () => Promise.reject(new Error('not asked'))),
  ]);
  const lines = await page(5_000, new Set(['swarm_services']));
  expect(lines).toContain('test_value 7');
  expect(lines.join()).not.toContain('mysql_status');
});

it('does not run a collector that is switched off', async () => {
  const { engine, page } = engineOf([collector('mysql_status', hang, { enabled: false }), works('swarm_services')]);
  expect([engine.names, engine.disabled]).toEqual([['swarm_services'], ['mysql_status']]);
  expect((await page()).join()).not.toContain('mysql_status');
});

it.each([
  [true, 'test_value 7', []],
  [
    false,
    'gapwatch_collector_enabled{collector="swarm_services"} 0',
    ['info: Collector swarm_services is skipped: The server here is none that it reads: it reads Dodo 3 and newer.'],
  ],
] as const)('asks before each collection whether it can read the server here (%s)', async (here, line, logged) => {
  const supports = { servers: 'Dodo 3 and newer', here: async () => here };
  const { page, log } = engineOf([collector('swarm_services', async ({ emit }) => emit(value, {}, 7), { supports })]);
  expect(await page()).toContain(line);
  expect(log).toEqual(logged);
});

it('fails a collector that cannot tell what server it has', async () => {
  const supports = { servers: 'Dodo', here: () => Promise.reject(new CollectorError('It does not answer.')) };
  const { page, log } = engineOf([collector('swarm_services', async () => {}, { supports })]);
  expect(await page()).toContain('gapwatch_collector_success{collector="swarm_services"} 0');
  expect(log).toEqual(['error: Collector swarm_services failed: It does not answer.']);
});
