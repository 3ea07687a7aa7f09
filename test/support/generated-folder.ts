import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { GeneratedFile } from '../../config/generated-file.ts';

/** A temporary folder with generated files, as a lab or a server gets them. */
export interface GeneratedFolder {
  readonly path: (file: string) => string;
  readonly remove: () => Promise<void>;
}

/** Writes generated files into a temporary folder, under their own paths. */
export const writeGenerated = async (files: readonly GeneratedFile[]): Promise<GeneratedFolder> => {
  const folder = await mkdtemp(join(tmpdir(), 'gapwatch-generated-'));
  for (const { path, text } of files) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
  }
  return { path: (file) => join(folder, file), remove: () => rm(folder, { recursive: true, force: true }) };
};
