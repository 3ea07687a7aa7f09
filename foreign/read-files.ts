import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SourceError } from './source.ts';

/** A file by the path that findings name. */
export interface ForeignFile {
  readonly path: string;
  /** Its text, or why it could not be read, in a few words. */
  readonly content: { readonly text: string } | { readonly fault: string };
}

/** A dashboard of a thousand panels has 5 MB. Bytes. */
const mostBytes = 32 * 2 ** 20;

const readOne = async (path: string): Promise<ForeignFile> => {
  try {
    const { size } = await stat(path);
    if (size > mostBytes)
      return { path, content: { fault: `it has ${Math.round(size / 2 ** 20)} MiB, at most 32 are read` } };
    return { path, content: { text: await readFile(path, 'utf8') } };
  } catch (error) {
    return { path, content: { fault: error instanceof Error ? error.message : String(error) } };
  }
};

/** Folders that hold other people's things. */
const skipped = /(^|\/)(node_modules|\.git)(\/|$)/;

/**
 * Reads a file, or those of a folder and of the folders in it whose names end as one of `endings`, in order of their paths.
 * @throws SourceError if it is not there, or nothing in it has such a name
 */
export const readFiles = async (path: string, endings: readonly string[]): Promise<readonly ForeignFile[]> => {
  const found = await stat(path).catch((cause: unknown) => {
    throw new SourceError(`${path}: no such file or folder; name one that is there.`, { cause });
  });
  if (!found.isDirectory()) return [await readOne(path)];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => !entry.isDirectory() && endings.some((ending) => basename(entry.name).endsWith(ending)))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((one) => !skipped.test(one))
    .sort();
  if (paths.length === 0) throw new SourceError(`${path}: no file in it ends with ${endings.join(', ')}.`);
  return Promise.all(paths.map(readOne));
};
