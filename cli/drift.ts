import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../config/finding.ts';
import type { GeneratedFile } from '../config/generated-file.ts';

const firstDifference = (a: string, b: string): number => {
  const [left, right] = [a.split('\n'), b.split('\n')];
  return left.findIndex((line, i) => line !== right[i]) + 1 || left.length + 1;
};

/** The folder of a path that generators own whole: up to and with `generated`. */
const ownedFolder = (path: string): string => path.slice(0, path.indexOf('generated/') + 'generated'.length);

const driftOf = async (root: string, { path, text }: GeneratedFile): Promise<Finding[]> => {
  const there = await readFile(join(root, path), 'utf8').catch(() => undefined);
  if (there === undefined)
    return [{ file: path, where: 'whole file', rule: 'drift', message: 'it is missing; run `gapwatch generate`.' }];
  if (there === text) return [];
  const message =
    'it differs from what its source generates; move the change into the source and run `gapwatch generate`.';
  return [{ file: path, where: `line ${firstDifference(there, text)}`, rule: 'drift', message }];
};

const strays = async (root: string, files: readonly GeneratedFile[]): Promise<Finding[]> => {
  const known = new Set(files.map(({ path }) => path));
  const folders = [...new Set(files.map(({ path }) => ownedFolder(path)))];
  const found = await Promise.all(
    folders.map(async (folder) => {
      const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(() => []);
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
    }),
  );
  return found
    .flat()
    .filter((path) => !known.has(path))
    .map((file) => ({
      file,
      where: 'whole file',
      rule: 'drift',
      message: 'nothing generates it any more; remove it.',
    }));
};

/**
 * Compares the generated files on disk with what their sources generate now: edited, missing and left-over ones.
 * @param root folder that the files' paths start from
 */
export const findDrift = async (root: string, files: readonly GeneratedFile[]): Promise<Finding[]> => [
  ...(await Promise.all(files.map((file) => driftOf(root, file)))).flat(),
  ...(await strays(root, files)),
];
