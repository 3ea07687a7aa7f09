import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { createDeadLetters, deadLetterFolder } from '../../spool/dead-letters.ts';
import { listOwners } from '../../spool/folder.ts';
import { openSpool, type Spool } from '../../spool/spool.ts';
import type { LogStore } from '../../spool/store.ts';
import { countSpool } from '../../test/support/spool-meter.ts';
import { until } from '../../test/support/start-app.ts';
import { renderStatus } from './render-status.ts';
import { spoolStatus } from './spool-status.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-status-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const limits = { limitBytes: 1_000_000, ratio: 0.8, ageSeconds: 600 };

const away = async () => ({ kind: 'network' as const, reason: 'away' });

/** A spool of this process, whose store is away unless another is given. */
const open = (store: LogStore = { send: away, locate: away }, destination = 'logs-test-default'): Spool => {
  const spool = openSpool({
    folder,
    store,
    destination,
    meter: countSpool().meter,
    limitBytes: limits.limitBytes,
    sync: 'never',
    onTrouble: () => {},
    onFailure: () => {},
    pauses: { least: 5, most: 10_000 },
    gather: 5,
  });
  onTestFinished(() => spool.close(0));
  return spool;
};

/** Leaves a folder of a process that was killed while nobody took its lines. */
const leaveOrphan = async (): Promise<void> => {
  const script = join(import.meta.dirname, '../../spool/fixtures/endless-writer.ts');
  const child = execa(process.execPath, [script, folder], { reject: false });
  for await (const line of child) if (Number(line) >= 2_000) break;
  child.kill('SIGKILL');
  await child;
};

/** All files of the spool with what is in them. */
const fingerprint = async (): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return Promise.all(
    files.sort().map(
      async (file) =>
        `${file} ${createHash('sha256')
          .update(await readFile(file))
          .digest('hex')}`,
    ),
  );
};

it('tells of a living process what waits, since when, and how long its store may stay away', async () => {
  const spool = open();
  const line = 'x'.repeat(1_000);
  for (let i = 1; i <= 100; i += 1) spool.write(`w-${i}`, line, 'error');
  await until('It has waited', async () => spool.state().oldestAge > 1.2);
  const now = Date.now();
  const status = await spoolStatus(folder, limits, now);
  const { bytes } = spool.state();
  expect(status).toMatchObject({ folder, waitingBytes: bytes, limitBytes: 1_000_000, findings: [] });
  expect(status.owners).toMatchObject([
    { alive: true, segments: 1, bytes, waitingBytes: bytes, cursor: { segment: 0, offset: 0 }, adopted: [] },
  ]);
  expect(status.oldestAge).toBeCloseTo(spool.state().oldestAge, 0);
  const { bytesPerSecond = 0, seconds } = status.capacity ?? {};
  expect(bytesPerSecond).toBeCloseTo(bytes / (status.oldestAge ?? 0), 0);
  expect(seconds?.debug).toBeCloseTo((800_000 - bytes) / bytesPerSecond, 3);
  expect(seconds?.information).toBeCloseTo((900_000 - bytes) / bytesPerSecond, 3);
  expect(seconds?.all).toBeCloseTo((1_000_000 - bytes) / bytesPerSecond, 3);
  const text = renderStatus(status, now);
  expect(text).toMatch(/: 10\d KiB wait to be shipped, the oldest line for \d/);
  expect(text).toMatch(/^[0-9a-f]{16} {2}alive {2}10\d KiB/m);
  expect(text).toMatch(
    /^At \d+ KiB\/s the store may stay away for .+ until debug lines are given up, .+ until information, .+ until errors\.$/m,
  );
  expect(text).toMatch(/^No line is put aside\.$/m);
});

it('tells of lines that nobody is there to ship, and changes nothing', async () => {
  await leaveOrphan();
  const before = await fingerprint();
  const status = await spoolStatus(folder, limits, Date.now());
  expect(status.owners).toMatchObject([{ alive: false }]);
  expect(status.waitingBytes).toBeGreaterThan(300_000);
  expect(status.findings).toEqual([
    'Lines of processes that have ended wait, and none that lives is there to ship them to logs-test-default: start the service.',
  ]);
  expect(renderStatus(status, Date.now())).toMatch(/^[0-9a-f]{16} +dead .* logs-test-default$/m);
  expect(status).not.toHaveProperty('capacity');
  expect(await fingerprint()).toEqual(before);
});

it('tells of them also where processes live that ship elsewhere, until one comes that ships there', async () => {
  await leaveOrphan();
  const elsewhere = open(undefined, 'logs-other-default');
  elsewhere.write('w-1', '{}', 'info');
  const forsaken = expect.stringContaining('none that lives is there to ship them to logs-test-default:');
  expect((await spoolStatus(folder, limits, Date.now())).findings).toEqual([forsaken]);
  open();
  await until('Nothing is told of any more', async () => {
    const { findings } = await spoolStatus(folder, limits, Date.now());
    return findings.length === 0;
  });
});

it('counts what a process has adopted as its own', async () => {
  await leaveOrphan();
  const spool = open();
  await until('It has adopted them', async () => spool.state().bytes > 0);
  const [owner, ...others] = (await spoolStatus(folder, limits, Date.now())).owners;
  expect(others).toEqual([]);
  expect(owner).toMatchObject({ alive: true, waitingBytes: 0, adopted: [{ waitingBytes: spool.state().bytes }] });
});

it('has nothing to say of a process of which all is shipped, but how much it writes', async () => {
  const spool = open({
    send: async (lines) => ({ verdicts: lines.map(() => ({ kind: 'stored' as const })) }),
    locate: async () => ({ generation: 1, stored: new Set() }),
  });
  spool.write('w-1', 'x'.repeat(1_000), 'info');
  await until('It is shipped', async () => spool.state().bytes === 0);
  const [owner] = listOwners(folder);
  await until('The cursor is written', async () => (await readdir(owner?.path ?? '')).includes('cursor'));
  const status = await spoolStatus(folder, limits, Date.now() + 2_000);
  expect(status).toMatchObject({
    waitingBytes: 0,
    findings: [],
    owners: [{ waitingBytes: 0, cursor: { segment: 1 } }],
  });
  expect(status.capacity?.bytesPerSecond).toBeGreaterThan(0);
  expect(status).not.toHaveProperty('oldestAge');
});

it('wants somebody to look when a spool is nearly full, or a line waits for long', async () => {
  const spool = open();
  for (let i = 1; i <= 850; i += 1) spool.write(`w-${i}`, 'x'.repeat(1_000), 'error');
  const [name] = listOwners(folder).map((owner) => owner.name);
  const { findings } = await spoolStatus(folder, limits, Date.now() + 601_000);
  expect(findings).toEqual([
    `The process of ${name} has more than 80 % of what it may have waiting: lines are given up soon, or already.`,
    'A line has been waiting for more than 600 s: the store is away or slow, or refuses who sends.',
  ]);
});

it('counts what is put aside by reason, and what a crash left of a letter without a word', async () => {
  const letters = createDeadLetters(folder, () => 'somebody', 'logs-test-default', countSpool().meter);
  await letters.bury([
    { id: 'w-1', reason: 'rejected', why: '400', line: '{}' },
    { id: 'w-2', reason: 'rejected', why: '400', line: '{}' },
    { id: 'w-3', reason: 'too_large', why: '413', line: '{}' },
  ]);
  await writeFile(join(deadLetterFolder(folder), 'dead.ndjson'), '{"id":"w-4","rea');
  await writeFile(join(deadLetterFolder(folder), 'dead.corrupt'), '1 0 AAAA\n1 77 BBBB\n');
  const status = await spoolStatus(folder, limits, Date.now());
  expect(status.deadLetters).toMatchObject({ lines: { rejected: 2, too_large: 1, unreadable: 1 }, damaged: 2 });
  expect(status.findings).toEqual([
    '3 lines put aside; `gapwatch logs replay --dry-run` shows them, and why the store refused them.',
    '2 damaged places were found in segments; the bytes lie in dead-letters/*.corrupt: check the disk.',
  ]);
  expect(renderStatus(status, Date.now())).toMatch(
    /^Put aside: .*2 rejected, 1 too_large.*, 2 damaged \(\d+ bytes\)\.$/m,
  );
});

it('refuses a folder that is not there', async () => {
  await expect(spoolStatus(join(folder, 'no'), limits, 0)).rejects.toThrow(
    /^There is no spool at .+\/no; name its folder in logs\.spool or by --folder, or start the service, which makes it\.$/,
  );
});
