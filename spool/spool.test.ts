import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { away, keep, openInMemory } from '../test/support/memory-store.ts';
import { until } from '../test/support/start-app.ts';
import type { SpoolOptions } from './spool.ts';
import type { LogStore } from './store.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-spool-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (store: LogStore, options: Partial<SpoolOptions> = {}) => openInMemory(folder, store, options);

const ids = (count: number, prefix = 'w') => Array.from({ length: count }, (_, i) => `${prefix}-${i + 1}`);

it('ships each line once and in order, and leaves nothing on the disk', async () => {
  const { store, stored } = keep();
  const { spool, counts } = open(store);
  for (const id of ids(12_000)) spool.write(id, '{"a":1}', 'info');
  await until('All are shipped', async () => stored.length === 12_000);
  expect(stored).toEqual(ids(12_000));
  await until('The cursor follows', async () => spool.state().bytes === 0);
  expect(spool.state()).toMatchObject({ oldestAge: 0, up: true });
  await spool.close(1_000);
  expect(counts).toMatchObject({ accepted: 12_000, shipped: 12_000 });
  expect(await readdir(folder)).toEqual([]);
});

/** In the order of their numbers: requests whose lines are looked up first may overtake each other. */
const sorted = (stored: readonly string[]) => stored.toSorted((a, b) => Number(a.slice(2)) - Number(b.slice(2)));

it('hands on to the next process what it could not ship, in the same folder', async () => {
  const first = open(away);
  for (const id of ids(3_000)) first.spool.write(id, '{}', 'info');
  await until('It has tried', async () => (first.counts['retried network'] ?? 0) > 1);
  await first.spool.close(5_000);
  first.spool.write('late', '{}', 'error');
  expect(first.counts['dropped shutdown']).toBe(1);
  const { store, stored } = keep();
  const second = open(store);
  await until('All are shipped', async () => stored.length === 3_000);
  expect(sorted(stored)).toEqual(ids(3_000));
  await second.spool.close(1_000);
  expect(await readdir(folder)).toEqual([]);
});

it('asks once more when it is closed, as the store may have come back during the pause', async () => {
  const { store, stored } = keep();
  let [isAway, asked] = [true, 0];
  const returning: LogStore = {
    ...store,
    async locate(...of) {
      asked += 1;
      return isAway ? { kind: 'network', reason: 'away' } : store.locate(...of);
    },
  };
  const { spool, counts } = open(returning, { pauses: { least: 60_000, most: 60_000 } });
  for (const id of ids(3_000)) spool.write(id, '{}', 'info');
  await until('It has found it away', async () => (counts['retried network'] ?? 0) > 0);
  isAway = false;
  await spool.close(5_000);
  expect(sorted(stored)).toEqual(ids(3_000));
  expect(await readdir(folder)).toEqual([]);

  isAway = true;
  asked = 0;
  const still = open(returning, { pauses: { least: 60_000, most: 60_000 } });
  still.spool.write('w-1', '{}', 'info');
  await until('It has found it away', async () => (still.counts['retried network'] ?? 0) > 0);
  await still.spool.close(5_000);
  expect(asked).toBe(2);
  expect(still.counts.shipped).toBeUndefined();
});

it('leaves to others what dead processes had for another data stream, in a folder that they share', async () => {
  for (const service of ['shop', 'till']) {
    const { spool } = open(away, { destination: `logs-${service}-default` });
    spool.write(`${service}-1`, '{}', 'info');
    await spool.close(0);
  }
  const [shop, till] = [keep(), keep()];
  const first = open(till.store, { destination: 'logs-till-default' });
  await until('Its own is shipped', async () => till.stored.length > 0);
  await first.spool.close(1_000);
  expect(till.stored).toEqual(['till-1']);
  const second = open(shop.store, { destination: 'logs-shop-default' });
  await until('The other is shipped', async () => shop.stored.length > 0);
  await second.spool.close(1_000);
  expect(shop.stored).toEqual(['shop-1']);
  expect(await readdir(folder)).toEqual([]);
});

it('leaves to a living process what is its own, and what it leaves behind to exactly one', async () => {
  const first = open(away);
  for (const id of ids(500)) first.spool.write(id, '{}', 'info');
  const stores = Array.from({ length: 4 }, () => keep());
  const early = open(stores[0]?.store ?? away);
  early.spool.write('early', '{}', 'info');
  await until('It has shipped its own', async () => stores[0]?.stored.length === 1);
  await early.spool.close(1_000);
  expect(stores[0]?.stored).toEqual(['early']);
  await first.spool.close(0);
  const others = stores.slice(1).map(({ store }) => open(store));
  await until('All are shipped', async () => stores.reduce((sum, { stored }) => sum + stored.length, 0) === 501);
  expect(
    stores
      .slice(1)
      .map(({ stored }) => stored.length)
      .sort(),
  ).toEqual([0, 0, 500]);
  for (const { spool } of others) await spool.close(1_000);
  expect(await readdir(folder)).toEqual([]);
});

it('repeats only what was not taken, in smaller pieces, and puts aside what never will be', async () => {
  let busy = true;
  const { store, stored, sizes } = keep(({ id }) => {
    if (id === 'w-7') return { kind: 'rejected', reason: '400 mapper: no' };
    return busy && id > 'w-5' ? { kind: 'overload', reason: '429' } : undefined;
  });
  const { spool, counts } = open(store);
  for (const id of ids(100)) spool.write(id, `{"id":"${id}"}`, 'info');
  await until('It has tried', async () => (counts['retried overload'] ?? 0) > 1);
  busy = false;
  await until('All are settled', async () => spool.state().bytes === 0);
  expect(stored.toSorted()).toEqual(
    ids(100)
      .filter((id) => id !== 'w-7')
      .toSorted(),
  );
  expect(sizes[0]).toBe(100);
  expect(sizes[1]).toBeLessThan(60);
  expect(counts).toMatchObject({ accepted: 100, shipped: 99, 'dead rejected': 1 });
  await spool.close(1_000);
  const [file] = await readdir(join(folder, 'dead-letters'));
  const letter: unknown = JSON.parse(await readFile(join(folder, 'dead-letters', String(file)), 'utf8'));
  expect(letter).toMatchObject({ id: 'w-7', reason: 'rejected', why: '400 mapper: no', line: '{"id":"w-7"}' });
});

it('sends in parts what is too large for one request, and puts aside what is by itself', async () => {
  const kept = keep();
  const store: LogStore = {
    ...kept.store,
    send: async (lines, signal) =>
      lines.reduce((sum, { line }) => sum + line.length, 0) > 3_000
        ? { kind: 'too_large', reason: '413' }
        : kept.store.send(lines, signal),
  };
  const { spool, counts } = open(store);
  for (const id of ids(20)) spool.write(id, 'x'.repeat(id === 'w-9' ? 4_000 : 700), 'info');
  await until('All are settled', async () => spool.state().bytes === 0);
  expect(counts).toMatchObject({ shipped: 19, 'dead too_large': 1 });
  expect(kept.stored).toEqual(ids(20).filter((id) => id !== 'w-9'));
  await spool.close(1_000);
});

it('asks one at a time while the store is away, and says so once', async () => {
  let [open_, most, asked] = [0, 0, 0];
  const said: (string | undefined)[] = [];
  const silent = async () => {
    asked += 1;
    open_ += 1;
    // The first two went out together, when nothing was known yet.
    if (asked > 4) most = Math.max(most, open_);
    await new Promise((resolve) => setTimeout(resolve, 5));
    open_ -= 1;
    return { kind: 'unauthorised' as const, reason: '401' };
  };
  const { spool } = open({ send: silent, locate: silent }, { onTrouble: (kind) => said.push(kind) });
  for (const id of ids(12_000)) spool.write(id, '{"a":1}', 'info');
  await until('It has asked often', async () => asked > 12);
  expect(most).toBe(1);
  expect(said).toEqual(['unauthorised']);
  expect(spool.state().up).toBe(false);
  await spool.close(0);
});

it('gives up debug lines first, then information, and warnings when there is no room at all', async () => {
  const { spool, counts } = open(away, { limitBytes: 10_000 });
  const fill = (level: string) => {
    const before = spool.state().bytes;
    for (let i = 0; i < 200; i++) spool.write(`${level}-${i}`, 'x'.repeat(80), level);
    return spool.state().bytes > before;
  };
  expect(fill('debug')).toBe(true);
  expect(fill('debug')).toBe(false);
  expect(fill('info')).toBe(true);
  expect(fill('info')).toBe(false);
  expect(fill('warn')).toBe(true);
  expect(fill('error')).toBe(false);
  expect(spool.state().bytes).toBeLessThanOrEqual(10_000);
  spool.flush();
  expect((counts.accepted ?? 0) + (counts['dropped spool_full'] ?? 0)).toBe(1_200);
  expect(counts.written).toBe(spool.state().bytes);
  await spool.close(0);
});

it('knows how many bytes wait, whatever the letters, when they are written', async () => {
  const { store, stored } = keep();
  const { spool, counts } = open(store);
  for (const id of ids(200)) spool.write(id, ['{"a":"', '안녕 😀'.repeat(20), '"}'], 'info');
  spool.flush();
  expect(spool.state().bytes).toBe(counts.written);
  await until('All are shipped', async () => stored.length === 200);
  await until('The cursor follows', async () => spool.state().bytes === 0);
  await spool.close(1_000);
});

it('gives up and counts what has no folder, and goes on when it has', async () => {
  const place = join(folder, 'spool');
  await writeFile(place, 'in the way');
  const { store, stored } = keep();
  const { spool, counts } = open(store, { folder: place });
  spool.write('lost', '{}', 'error');
  expect(counts).toEqual({ 'dropped disk': 1 });
  await rm(place);
  await mkdir(place);
  spool.write('kept', '{}', 'error');
  await until('It is shipped', async () => stored.length === 1);
  expect(stored).toEqual(['kept']);
  await spool.close(1_000);
});

it('brings lines to the disk as it is told: each, those of an interval together, or none', async () => {
  const { store } = keep();
  const write = (sync: SpoolOptions['sync']) => {
    const one = open(store, { sync });
    for (const id of ids(10, sync)) one.spool.write(id, '{}', 'error');
    return one;
  };
  const [always, interval, never] = [write('always'), write('interval'), write('never')];
  expect(always.counts.synced).toBe(10);
  expect(interval.counts.synced).toBeUndefined();
  await until('It has brought them there', async () => interval.counts.synced === 1);
  for (const { spool } of [always, interval, never]) await spool.close(1_000);
  expect(never.counts.synced).toBeUndefined();
});

it('loses nothing of a process that was killed in the middle of its work', async () => {
  const child = execa(process.execPath, [join(import.meta.dirname, 'fixtures/endless-writer.ts'), folder], {
    reject: false,
  });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  const told = Number((await child).stdout.trimEnd().split('\n').at(-1));
  const { store, stored } = keep();
  const { spool, counts } = open(store);
  await until('All are shipped', async () => stored.length >= told && spool.state().bytes === 0);
  expect(sorted(stored)).toEqual(ids(stored.length));
  expect(counts['dead corrupt']).toBeUndefined();
  await spool.close(1_000);
});
