import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { RunDocker } from './node.ts';

/** What an image is made of, by absolute paths of this machine, at which it has them too. */
export interface ImageContent {
  /** Programs; the libraries that they need come with them. */
  readonly programs: readonly string[];
  /** Files and folders, as they are. */
  readonly folders: readonly string[];
  /** Names of files and folders that are left out, wherever they are; patterns as tar takes them. */
  readonly except?: readonly string[];
}

/** Libraries of a program, and the loader that finds them. */
const librariesOf = async (program: string): Promise<readonly string[]> => {
  // A program without libraries is no failure.
  const { stdout } = await execa('ldd', [program], { reject: false });
  return stdout.match(/\/\S+/g) ?? [];
};

/**
 * Adds folders that are in use: of what others change, make or remove meanwhile, such as the cache of a program among the modules, the
 * image has either state, and tar says 1.
 * @see https://www.gnu.org/software/tar/manual/html_section/Synopsis.html
 */
const addFolders = async (archive: string, args: readonly string[]): Promise<void> => {
  const done = await execa('tar', ['-C', '/', '-rf', archive, ...args], { reject: false });
  if (done.exitCode !== 0 && done.exitCode !== 1) throw done;
};

/**
 * Makes an image from what is on this machine, where no registry is, and gives it to engines.
 * @param name of the image
 */
export const importImage = async (
  engines: readonly RunDocker[],
  name: string,
  { programs, folders, except = [] }: ImageContent,
): Promise<void> => {
  const room = await mkdtemp(join(tmpdir(), 'gapwatch-image-'));
  const archive = join(room, 'root.tar');
  try {
    const libraries = await Promise.all(programs.map(librariesOf));
    const files = [...new Set([...programs, ...libraries.flat()])];
    // Programs and libraries are often links to what is meant.
    await execa('tar', ['-C', '/', '--dereference', '-cf', archive, ...files.map((file) => `.${file}`)]);
    if (folders.length > 0) {
      const exclude = except.map((pattern) => `--exclude=${pattern}`);
      await addFolders(archive, [...exclude, ...folders.map((folder) => `.${folder}`)]);
    }
    await Promise.all(engines.map((docker) => docker('import', archive, name)));
  } finally {
    await rm(room, { recursive: true, force: true });
  }
};
