import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { countSpool } from '../test/support/spool-meter.ts';
import { until } from '../test/support/start-app.ts';
import { openSpool } from './spool.ts';
import type { LogStore, Refusal } from './store.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-doubt-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/**
 * A store of indices, each of which knows the ids that lie in it. Its first request loses its answer and is carried out `late` milliseconds
 * afterwards in the index of its beginning; meanwhile the next index begins.
 */
const startStore = (late: number, lost: Refusal) => {
  const indices = [new Set<string>(), new Set<string>()];
  const asked = { sends: 0, looks: 0 };
  const store: LogStore = {
    async send(lines) {
      asked.sends += 1;
      const index = indices[asked.sends === 1 ? 0 : 1];
      if (asked.sends === 1) {
        void delay(late).then(() => lines.forEach(({ id }) => void index?.add(id)));
        return lost;
      }
      const there = lines.map(({ id }) => index?.has(id));
      for (const { id } of lines) index?.add(id);
      return { verdicts: there.map((known) => ({ kind: known ? 'duplicate' : 'stored' })) };
    },
    async locate(ids, since) {
      if (ids.length > 0) asked.looks += 1;
      const stored = ids.filter((id) => indices.slice(Math.max(0, since - 1)).some((index) => index.has(id)));
      return { generation: asked.sends === 0 ? 1 : 2, stored: new Set(stored) };
    },
  };
  return { store, indices, asked };
};

const open = (store: LogStore, settleMs: number) => {
  const counted = countSpool();
  const spool = openSpool({
    folder,
    store,
    destination: 'logs-test-default',
    meter: counted.meter,
    limitBytes: 1e6,
    sync: 'never',
    onTrouble: () => {},
    onFailure: () => {},
    pauses: { least: 1, most: 2 },
    gather: 1,
    settleMs,
  });
  return { ...counted, spool };
};

it('sends nothing again while a request may still be carried out whose answer was lost', async () => {
  const { store, indices } = startStore(200, { kind: 'network', reason: 'reset' });
  const { spool, counts } = open(store, 1_000);
  for (let i = 1; i <= 100; i += 1) spool.write(`w-${i}`, '{}', 'info');
  await until('All are settled', async () => spool.state().bytes === 0);
  expect(indices.map(({ size }) => size)).toEqual([100, 0]);
  expect(counts).toMatchObject({ shipped: 100, duplicate: 100 });
  await spool.close(1_000);
});

it('sends again at once, without a look, what the store has certainly not begun with', async () => {
  const { store, asked } = startStore(1e9, { kind: 'server', reason: '503', untouched: true });
  const { spool, counts } = open(store, 1e9);
  spool.write('w-1', '{}', 'info');
  await until('It is settled', async () => spool.state().bytes === 0);
  expect(asked).toEqual({ sends: 2, looks: 0 });
  expect(counts).toMatchObject({ shipped: 1 });
  await spool.close(1_000);
});

it('does not wait at its end, and leaves what is in doubt to the next process, which does', async () => {
  const { store, indices, asked } = startStore(300, { kind: 'network', reason: 'reset' });
  const first = open(store, 1e9);
  first.spool.write('w-1', '{}', 'info');
  await until('It is in doubt', async () => first.counts['retried network'] === 1);
  await first.spool.close(60_000);
  expect(asked.sends).toBe(1);
  const next = open(store, 1_000);
  await until('It is settled', async () => next.counts.shipped === 1);
  expect(indices.map(({ size }) => size)).toEqual([1, 0]);
  await next.spool.close(1_000);
});

it('waits for nothing before a store that cannot tell what it has', async () => {
  const { store, asked } = startStore(1e9, { kind: 'network', reason: 'reset' });
  const { spool } = open({ send: store.send }, 1e9);
  spool.write('w-1', '{}', 'info');
  await until('It is settled', async () => spool.state().bytes === 0);
  expect(asked).toEqual({ sends: 2, looks: 0 });
  await spool.close(1_000);
});
