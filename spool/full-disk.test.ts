import { readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type SmallDisk, startSmallDisk } from '../test/support/small-disk.ts';
import { countSpool } from '../test/support/spool-meter.ts';
import { until } from '../test/support/start-app.ts';
import { openSpool } from './spool.ts';
import type { LogStore } from './store.ts';

let disk: SmallDisk;
beforeEach(async () => {
  disk = await startSmallDisk(256);
});
afterEach(() => disk?.stop());

/** A store that takes lines when told to. */
const startStore = () => {
  const state = { away: true, stored: new Set<string>() };
  const refusal = { kind: 'network', reason: 'away' } as const;
  const store: LogStore = {
    async send(lines) {
      if (state.away) return refusal;
      for (const { id } of lines) state.stored.add(id);
      return { verdicts: lines.map(() => ({ kind: 'stored' as const })) };
    },
    locate: async () => (state.away ? refusal : { generation: 1, stored: new Set() }),
  };
  return { state, store };
};

const open = (store: LogStore) => {
  const counted = countSpool();
  const failures: unknown[] = [];
  const spool = openSpool({
    folder: disk.folder,
    store,
    destination: 'logs-test-default',
    meter: counted.meter,
    limitBytes: 1e9,
    sync: 'interval',
    onTrouble: () => {},
    onFailure: (error) => failures.push(error),
    pauses: { least: 5, most: 20 },
    gather: 5,
    settleMs: 5,
  });
  let written = 0;
  const write = (lines: number) => {
    for (let i = 0; i < lines; i += 1) {
      written += 1;
      spool.write(`w-${written}`, 'x'.repeat(100), 'error');
    }
  };
  return { ...counted, spool, failures, write };
};

it('takes lines again as soon as those that fill the disk are shipped, though it takes not even a cursor before', async () => {
  const { state, store } = startStore();
  const { spool, counts, failures, write } = open(store);
  for (let round = 1; round <= 3; round += 1) {
    state.away = true;
    const before = counts['dropped disk'] ?? 0;
    write(5_000);
    expect(counts['dropped disk']).toBeGreaterThan(before + 1_000);
    const { bavail, blocks } = await statfs(disk.folder);
    expect(bavail).toBeLessThan(blocks / 10);
    state.away = false;
    await until('All that was taken is stored', async () => state.stored.size === counts.accepted);
    await until('The disk is free', async () => (await statfs(disk.folder)).bavail > 30);
  }
  expect(String(failures[0])).toMatch(/the disk has \d+ bytes left/);
  expect(counts.accepted).toBe(15_000 - (counts['dropped disk'] ?? 0));
  // Nor did each line that failed leave a file.
  const [own = ''] = await readdir(disk.folder);
  expect((await readdir(join(disk.folder, own))).length).toBeLessThan(8);
  await spool.close(1_000);
  expect(await readdir(disk.folder)).toEqual([]);
});

it('gives back the room of what is shipped when a line finds none, though nothing else waits', async () => {
  const { state, store } = startStore();
  state.away = false;
  const { spool, counts, failures, write } = open(store);
  write(300);
  await until('All are settled', async () => state.stored.size === 300 && spool.state().bytes === 0);
  const filler = join(disk.folder, 'filler');
  await writeFile(filler, Buffer.alloc(1_000_000)).catch(() => {});
  write(100);
  expect(counts['dropped disk']).toBeGreaterThan(0);
  expect(String(failures[0])).toContain('ENOSPC');
  const [own = ''] = (await readdir(disk.folder)).filter((name) => name !== 'filler');
  await until('The segment is gone', async () => !(await readdir(join(disk.folder, own))).includes('0000000001.seg'));
  await spool.close(1_000);
});

it('keeps a line that is to be put aside in the spool until the disk takes it', async () => {
  const { state, store } = startStore();
  const picky: LogStore = {
    ...store,
    send: async (lines, signal) => {
      const answer = await store.send(lines, signal);
      if ('kind' in answer) return answer;
      const verdicts = lines.map(({ id }) =>
        id === 'w-1' ? { kind: 'rejected' as const, reason: '400' } : { kind: 'stored' as const },
      );
      return { verdicts };
    },
  };
  const { spool, counts, write } = open(picky);
  const filler = join(disk.folder, 'filler');
  write(1);
  await until('It has tried', async () => (counts['retried network'] ?? 0) > 0);
  await writeFile(filler, Buffer.alloc(1_000_000)).catch(() => {});
  state.away = false;
  await until('The disk does not take it', async () => (counts['retried server'] ?? 0) > 2);
  expect(counts['dead rejected']).toBeUndefined();
  await rm(filler);
  await until('It is put aside', async () => counts['dead rejected'] === 1);
  const letters = join(disk.folder, 'dead-letters');
  const [file = ''] = await readdir(letters);
  expect(JSON.parse(await readFile(join(letters, file), 'utf8'))).toMatchObject({ id: 'w-1', why: '400' });
  await spool.close(1_000);
});
