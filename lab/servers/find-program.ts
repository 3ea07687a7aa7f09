import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { LabError } from '../lab-error.ts';
import type { Program } from '../service.ts';

/** Where a program is looked for, and how it tells its version. */
export interface Lookup {
  /** Environment variable that names the file; looked at first. */
  readonly variable: string;
  /** File names, the preferred first. */
  readonly names: readonly string[];
  readonly versionArgs: readonly string[];
  /** Its first group is the version, in what the program prints. */
  readonly versionPattern: RegExp;
}

/** Where servers are though PATH does not say so: Debian keeps them in sbin, which is not on everyone's PATH. */
const usualFolders = [
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/usr/libexec',
  '/opt/homebrew/bin',
];

/** Whether a file is there that this user may execute. */
export const isExecutable = async (path: string): Promise<boolean> => {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
};

/** First executable of that name in PATH and the usual folders. */
export const findExecutable = async (name: string, env: NodeJS.ProcessEnv): Promise<string | undefined> => {
  const folders = [...(env.PATH ?? '').split(delimiter).filter(Boolean), ...usualFolders];
  for (const folder of folders) {
    const path = join(folder, name);
    if (await isExecutable(path)) return path;
  }
  return undefined;
};

const readVersion = async (path: string, lookup: Lookup): Promise<string> => {
  // Prometheus 2 prints its version to stderr in some builds, so both are read.
  const { all } = await execa(path, lookup.versionArgs, { all: true, reject: false, timeout: 20_000 });
  const version = lookup.versionPattern.exec(all ?? '')?.[1];
  if (version === undefined) {
    throw new LabError(
      `${path} does not tell its version as ${lookup.names[0]} does; set ${lookup.variable} to another one.`,
    );
  }
  return version;
};

/**
 * The program named by the variable, else found on PATH, else in the usual folders; absent where it is not.
 * @throws LabError if the variable names no executable file, or what is found is another program.
 */
export const findProgram = async (
  lookup: Lookup,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Program | undefined> => {
  const named = env[lookup.variable];
  if (named) {
    if (!(await isExecutable(named))) {
      throw new LabError(
        `${lookup.variable} is ${named}, but no executable file is there; correct the variable or unset it.`,
      );
    }
    return { path: named, version: await readVersion(named, lookup) };
  }
  for (const name of lookup.names) {
    const path = await findExecutable(name, env);
    if (path !== undefined) return { path, version: await readVersion(path, lookup) };
  }
  return undefined;
};
