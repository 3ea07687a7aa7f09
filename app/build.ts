import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { join } from 'node:path';

/** What runs. */
export interface Build {
  readonly version: string;
  /** Tells two states of the code apart, also where both have the same version. */
  readonly id: string;
}

const hashFiles = async (folder: string): Promise<string> => {
  const hash = createHash('sha256');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /\.([jt]s|css|html|svg)$/.test(entry.name));
  for (const path of files.map((file) => join(file.parentPath, file.name)).sort()) {
    hash
      .update(path.slice(folder.length))
      .update('\0')
      .update(await readFile(path))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 12);
};

/**
 * The package's version and a build id: `GAPWATCH_BUILD_ID` as the image's builder sets it, else a hash of the app's files
 * as they are on disk now. A worker that starts later from changed files has another id, and so shows up.
 */
export const readBuild = async (env: NodeJS.ProcessEnv): Promise<Build> => {
  const file = findPackageJSON(import.meta.url);
  const parsed: unknown = file === undefined ? {} : JSON.parse(await readFile(file, 'utf8'));
  const version =
    typeof parsed === 'object' && parsed !== null && 'version' in parsed ? String(parsed.version) : 'unknown';
  return { version, id: env.GAPWATCH_BUILD_ID || `${version}-${await hashFiles(import.meta.dirname)}` };
};
