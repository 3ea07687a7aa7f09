import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadConfig } from './load-config.ts';
import { reloadConfig } from './reload-config.ts';

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-reload-'));
  file = join(folder, 'gapwatch.config.ts');
});
afterAll(() => rm(folder, { recursive: true }));

it('sees what has changed since it was loaded, also in a file that the configuration imports', async () => {
  await writeFile(join(folder, 'port.ts'), 'export const port: number = 1001;');
  await writeFile(file, "import { port } from './port.ts';\nexport default { service: 'one', exporter: { port } };");
  expect(await loadConfig(file)).toMatchObject({ service: 'one', exporter: { port: 1001 } });
  await writeFile(join(folder, 'port.ts'), 'export const port: number = 1002;');
  await writeFile(file, "import { port } from './port.ts';\nexport default { service: 'two', exporter: { port } };");
  expect(await reloadConfig(file)).toMatchObject({ service: 'two', root: folder, exporter: { port: 1002 } });
});

it.each([
  ['export default { servcie: 1 };', /servcie is 1, but there is no such key; remove it or correct its name\.$/],
  ['export default {', /gapwatch\.config\.ts: does not load: /],
  ['process.exit(0);', /gapwatch\.config\.ts ended before it gave a configuration\.$/],
  ['throw new Error("not today");', /gapwatch\.config\.ts: does not load: not today$/],
])('says of %j what is wrong', async (text, message) => {
  await writeFile(file, text);
  await expect(reloadConfig(file)).rejects.toThrow(
    expect.objectContaining({ name: 'ConfigError', message: expect.stringMatching(message) }),
  );
});
