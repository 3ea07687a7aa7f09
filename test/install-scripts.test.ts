import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';

const root = join(import.meta.dirname, '..');

const read = async <S extends z.ZodType>(file: string, schema: S): Promise<z.output<S>> =>
  schema.parse(JSON.parse(await readFile(join(root, file), 'utf8')));

it('installs no package that runs a script of its own, but those that package.json allows', async () => {
  const { allowScripts } = await read('package.json', z.object({ allowScripts: z.record(z.string(), z.boolean()) }));
  const { packages } = await read(
    'package-lock.json',
    z.object({ packages: z.record(z.string(), z.object({ hasInstallScript: z.boolean().optional() })) }),
  );
  expect(Object.keys(packages).length).toBeGreaterThan(100);
  const running = Object.entries(packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => path.replace(/^.*node_modules\//, ''));
  const allowed = Object.keys(allowScripts).filter((name) => allowScripts[name]);
  expect(running.sort()).toEqual(allowed.sort());
});
