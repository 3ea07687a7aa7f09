import { afterEach, beforeEach, expect, it } from 'vitest';
import { until } from '../../test/support/start-app.ts';
import { canaryMetrics } from '../metrics.ts';
import { createTelemetry } from '../telemetry/telemetry.ts';
import { startCanary } from './canary.ts';
import type { Log } from './log.ts';
import { requestContext } from './request-context.ts';

const pace = { sing: 100, look: 5, lookAfterFailure: 5 };

let ending: AbortController;
beforeEach(() => {
  ending = new AbortController();
});
afterEach(() => ending.abort());

/** A canary whose lines are found as `arrives` says of how many were logged before. */
const start = (arrives: (number: number) => boolean | 'no answer', signal = ending.signal) => {
  const logged: string[] = [];
  const asked: (readonly string[])[] = [];
  const nothing = () => {};
  const log: Log = {
    error: nothing,
    warn: nothing,
    debug: nothing,
    info: () => void logged.push(String(requestContext.current()?.['http.request.id'])),
  };
  const telemetry = createTelemetry();
  startCanary(
    async (ids) => {
      asked.push(ids);
      const there = ids.map((id) => arrives(logged.indexOf(id)));
      if (there.includes('no answer')) throw new Error('Nobody answers.');
      return new Set(ids.filter((_, i) => there[i] === true));
    },
    { log, telemetry, signal, pace },
  );
  const value = async (name: string, metricName?: string) =>
    (await telemetry.collect()).find((one) => one.name === name)?.values.find((one) => one.metricName === metricName)
      ?.value ?? Number.NaN;
  return {
    logged,
    asked,
    arrived: () => value(canaryMetrics.delay.name, `${canaryMetrics.delay.name}_count`),
    spent: () => value(canaryMetrics.delay.name, `${canaryMetrics.delay.name}_sum`),
    last: () => value(canaryMetrics.lastArrival.name),
  };
};

it('times a line from when it is logged until it is found, and then looks for it no more', async () => {
  let open = false;
  const before = Date.now() / 1_000;
  const canary = start(() => open);
  expect(canary.logged).toEqual([expect.stringMatching(/^canary-[0-9a-f-]{36}$/)]);
  const began = await canary.last();
  expect(began).toBeGreaterThanOrEqual(before);
  expect(began).toBeLessThanOrEqual(Date.now() / 1_000);
  await until('Two wait', async () => (canary.asked.at(-1)?.length ?? 0) >= 2);
  expect([await canary.arrived(), await canary.last()]).toEqual([0, began]);

  const looks = canary.asked.length;
  const waiting = canary.asked.at(-1)?.length ?? 0;
  const opened = Date.now() / 1_000;
  open = true;
  await until('They and others have arrived', async () => (await canary.arrived()) >= waiting + 3);
  // Of those that waited each but the last was there before another.
  expect(await canary.spent()).toBeGreaterThan(((waiting - 1) * pace.sing) / 2_000);
  expect(await canary.last()).toBeGreaterThanOrEqual(opened);
  const askedSince = canary.asked.slice(looks).flat();
  expect(new Set(askedSince).size).toBe(askedSince.length);
});

it('goes on where nobody answers, where a line never arrives, and forgets that one in the end', async () => {
  const began = Date.now();
  let answers = false;
  const canary = start((number) => (answers ? number !== 0 : 'no answer'));
  await until('It has asked', async () => canary.asked.length > 5);
  expect(await canary.arrived()).toBe(0);
  const looks = canary.asked.length;
  answers = true;
  await until('Others arrive', async () => (await canary.arrived()) > 2);
  const [first = ''] = canary.logged;
  expect(canary.asked[looks]).toContain(first);
  await until('The first is forgotten', async () => canary.asked.at(-1)?.includes(first) === false);
  expect(Date.now() - began).toBeGreaterThanOrEqual(19 * pace.sing);
  expect(Math.max(...canary.asked.map(({ length }) => length))).toBeLessThanOrEqual(20);
});

it('ends with the service', async () => {
  const canary = start(() => false);
  await until('It has asked', async () => canary.asked.length > 0);
  ending.abort();
  const [logged, asked] = [canary.logged.length, canary.asked.length];
  const other = new AbortController();
  try {
    const living = start(() => false, other.signal);
    await until('Another has logged and asked', async () => living.logged.length > 3 && living.asked.length > 3);
  } finally {
    other.abort();
  }
  expect([canary.logged.length, canary.asked.length]).toEqual([logged, asked]);
});
