import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { expect, it } from 'vitest';

const unit = new URL('../deploy/gapwatch-exporter.service', import.meta.url).pathname;
const analyze = (...args: readonly string[]) => execa('systemd-analyze', args, { reject: false, all: true });
const { failed } = await analyze('--version');

it.skipIf(failed)('is a unit that systemd takes', async () => {
  const { all, exitCode } = await analyze('verify', unit);
  expect([all, exitCode]).toEqual(['', 0]);
});

it.skipIf(failed)('gives the exporter few ways into the system', async () => {
  // Exposure times ten: 0 is none, 100 all; what systemd itself calls fine ends at 19.
  const { all, exitCode } = await analyze('security', '--offline=true', '--threshold=19', unit);
  expect(exitCode, all).toBe(0);
});

it('reads its secret where the unit puts it', async () => {
  const text = await readFile(unit, 'utf8');
  const [, secret = ''] = /^LoadCredential=([\w-]+):/m.exec(text) ?? [];
  expect(secret).not.toBe('');
  expect(text).toContain(`mysqlPasswordFile: '/run/credentials/gapwatch-exporter.service/${secret}'`);
});
