import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSecret } from './secret-file.ts';

const place = { what: 'The secret', variable: 'SECRET_FILE', key: 'app.secretFile', file: 'configured' };
let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'gapwatch-secret-'));
  await writeFile(join(root, 'configured'), ` ${'c'.repeat(40)}\r\n`);
});
afterAll(() => rm(root, { recursive: true, force: true }));

it('is as long as it must be, without the spaces around it', async () => {
  expect(await readSecret(place, { root, env: { SECRET_FILE: '' }, leastBytes: 40 })).toHaveLength(40);
  await expect(readSecret(place, { root, env: {}, leastBytes: 41 })).rejects.toThrow(
    `The secret has 40 bytes in ${join(root, 'configured')}, at least 41 are needed; write more into app.secretFile.`,
  );
});

it('that is not there is named with the key that says where', async () => {
  await expect(readSecret({ ...place, file: 'none' }, { root, env: {}, leastBytes: 0 })).rejects.toMatchObject({
    name: 'ConfigError',
    message: expect.stringMatching(/^The secret cannot be read \(ENOENT: .+\); write it into app\.secretFile\.$/),
  });
});
