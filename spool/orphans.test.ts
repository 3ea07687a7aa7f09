import { mkdir, mkdtemp, readdir, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { away, keep, openInMemory } from '../test/support/memory-store.ts';
import { countSpool } from '../test/support/spool-meter.ts';
import { until } from '../test/support/start-app.ts';
import type { SpoolOptions } from './spool.ts';
import type { LogStore } from './store.ts';

const makeFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'gapwatch-orphans-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

const open = (folder: string, store: LogStore, options: Partial<SpoolOptions> = {}) =>
  openInMemory(folder, store, options).spool;

/** Leaves lines of a process that could not ship them. @returns its folder's name */
const leave = async (folder: string, id: string): Promise<string> => {
  const before = await readdir(folder);
  const spool = open(folder, away);
  spool.write(id, '{}', 'error');
  await spool.close(0);
  return (await readdir(folder)).find((name) => !before.includes(name)) ?? '';
};

/** Leaves those of several, none of which has adopted another. */
const leaveApart = async (folder: string, ids: readonly string[]): Promise<string[]> => {
  const names: string[] = [];
  for (const id of ids) {
    const apart = await makeFolder();
    const name = await leave(apart, id);
    await rename(join(apart, name), join(folder, name));
    names.push(name);
  }
  return names;
};

it('are shipped however deep they lie, as a process left them that was killed while it adopted them', async () => {
  const folder = await makeFolder();
  const [outer = '', middle = '', inner = ''] = await leaveApart(folder, ['a-1', 'b-1', 'c-1']);
  await mkdir(join(folder, middle, 'adopted'), { recursive: true });
  await rename(join(folder, inner), join(folder, middle, 'adopted', inner));
  await mkdir(join(folder, outer, 'adopted'), { recursive: true });
  await rename(join(folder, middle), join(folder, outer, 'adopted', middle));
  const { store, stored } = keep();
  const spool = open(folder, store);
  await until('All are shipped', async () => stored.length === 3);
  await spool.close(5_000);
  expect(stored.toSorted()).toEqual(['a-1', 'b-1', 'c-1']);
  expect(await readdir(folder)).toEqual([]);
});

it('stay on the disk where they cannot be looked into, and hold up no others', async () => {
  const folder = await makeFolder();
  const [sound = '', broken = ''] = await leaveApart(folder, ['sound-1', 'broken-1']);
  expect(sound).not.toBe('');
  const [segment = ''] = (await readdir(join(folder, broken))).filter((name) => name.endsWith('.seg'));
  const [place, hidden] = [join(folder, broken, segment), join(await makeFolder(), segment)];
  await rename(place, hidden);
  await symlink(join(folder, 'nowhere'), place);
  const failures: unknown[] = [];
  const first = keep();
  const spool = open(folder, first.store, { onFailure: (error) => failures.push(error) });
  await until('The other is shipped', async () => first.stored.length === 1);
  await spool.close(5_000);
  expect(first.stored).toEqual(['sound-1']);
  expect(failures).not.toEqual([]);

  const [left = ''] = await readdir(folder);
  const kept = join(folder, left, 'adopted', broken, segment);
  await unlink(kept);
  await rename(hidden, kept);
  const second = keep();
  const next = open(folder, second.store);
  await until('It is shipped too', async () => second.stored.length === 1);
  await next.close(5_000);
  expect(second.stored).toEqual(['broken-1']);
  expect(await readdir(folder)).toEqual([]);
});

it('keep no lines of a living process waiting, be it a short one, and are shipped once a store is done with them', async () => {
  const folder = await makeFolder();
  await leaveApart(folder, ['old-1', 'old-2']);
  const { store, stored } = keep();
  for (const id of ['short-1', 'short-2']) {
    const spool = open(folder, store, { settleMs: 60_000 });
    spool.write(id, '{}', 'error');
    await spool.close(5_000);
  }
  expect(stored).toEqual(['short-1', 'short-2']);
  const noted = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('/found-dead'));
  expect(noted).toHaveLength(2);
  const halfAMinuteAgo = process.hrtime.bigint() / 1_000_000n - 30_000n;
  for (const name of noted) await writeFile(join(folder, name), `${halfAMinuteAgo}\n`);
  const last = open(folder, store, { settleMs: 25_000 });
  await until('They are shipped at once', async () => stored.length === 4, 20_000);
  await last.close(5_000);
  expect(stored.slice(2).toSorted()).toEqual(['old-1', 'old-2']);
  expect(await readdir(folder)).toEqual([]);
});

it('are what a spool leaves whose listener fails in the midst of a request', async () => {
  const folder = await makeFolder();
  const failing = { ...countSpool().meter, retried: () => expect.unreachable('the meter fails') };
  const spool = open(folder, away, { meter: failing });
  spool.write('w-1', '{}', 'error');
  const { store, stored } = keep();
  await spool.close(1_000);
  const next = open(folder, store);
  await until('It is shipped by the next', async () => stored.length === 1);
  await next.close(5_000);
  expect(stored).toEqual(['w-1']);
});
