import { afterEach, beforeEach, expect, it } from 'vitest';
import { until } from '../../test/support/start-app.ts';
import { canaryMetrics } from '../metrics.ts';
import { createTelemetry } from '../telemetry/telemetry.ts';
import { startCanary } from './canary.ts';
import type { Log } from './log.ts';
import { requestContext } from './request-context.ts';

const pace = { sing: 40, look: 5, lookAfterFailure: 5 };

let ending: AbortController;
beforeEach(() => {
  ending = new AbortController();
});
afterEach(() => ending.abort());

/** A canary whose lines are found as `arrives` says of how many were logged before. */
const start = (arrives: (number: number) => boolean | 'no answer') => {
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
  const began = Date.now() / 1_000;
  startCanary(
    async (ids) => {
      asked.push(ids);
      const there = ids.map((id) => arrives(logged.indexOf(id)));
      if (there.includes('no answer')) throw new Error('Nobody answers.');
      return new Set(ids.filter((_, i) => there[i] === true));
    },
    { log, telemetry, signal: ending.signal, pace },
  );
  const value = async (name: string, metricName?: string) =>
    (await telemetry.collect()).find((one) => one.name === name)?.values.find((one) => one.metricName === metricName)
      ?.value ?? Number.NaN;
  return {
    logged,
    asked,
    began,
    arrived: () => value(canaryMetrics.delay.name, `${canaryMetrics.delay.name}_count`),
    spent: () => value(canaryMetrics.delay.name, `${canaryMetrics.delay.name}_sum`),
    last: () => value(canaryMetrics.lastArrival.name),
  };
};

it('times a line from when it is logged until it is found, and looks for no other than those that are not', async () => {
  let open = false;
  const canary = start(() => open);
  expect(canary.logged).toEqual([expect.stringMatching(/^canary-[0-9a-f-]{36}$/)]);
  await until('Two wait', async () => (canary.asked.at(-1)?.length ?? 0) === 2);
  expect(await canary.arrived()).toBe(0);
  expect(await canary.last()).toBeGreaterThanOrEqual(canary.began);
  expect(await canary.last()).toBeLessThan(canary.began + 0.03);
  open = true;
  await until('They have arrived', async () => (await canary.arrived()) >= 2);
  expect(await canary.spent()).toBeGreaterThan(0.04);
  expect(await canary.last()).toBeGreaterThan(canary.began + 0.04);
  expect(canary.asked.at(-1)?.length).toBeLessThan(2);
});

it('goes on where nobody answers, where a line never arrives, and forgets that one in the end', async () => {
  let answers = false;
  const canary = start((number) => (answers ? number !== 0 : 'no answer'));
  await until('It has asked', async () => canary.asked.length > 5);
  answers = true;
  await until('Others arrive', async () => (await canary.arrived()) > 2);
  expect(canary.asked.at(-1)).toContain(canary.logged[0]);
  await until('The first is forgotten', async () => canary.asked.at(-1)?.includes(canary.logged[0] ?? '') === false);
  expect(canary.logged.length).toBeGreaterThanOrEqual(20);
  expect(Math.max(...canary.asked.map(({ length }) => length))).toBeLessThanOrEqual(20);
});

it('ends with the service', async () => {
  const canary = start(() => false);
  await until('It has asked', async () => canary.asked.length > 0);
  ending.abort();
  const [logged, asked] = [canary.logged.length, canary.asked.length];
  await new Promise((resolve) => setTimeout(resolve, 3 * pace.sing));
  expect([canary.logged.length, canary.asked.length]).toEqual([logged, asked]);
});
