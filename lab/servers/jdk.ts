import { readdir, readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LabError } from '../lab-error.ts';
import { findExecutable, isExecutable } from './find-program.ts';

/** A Java Development Kit: a Java with its tools. */
export interface Jdk {
  readonly home: string;
  readonly version: string;
  /** 21 of `21.0.4`, 8 of `1.8.0_392`. */
  readonly major: number;
}

/** The JDK in a folder, as its `release` file says; absent where there is none. */
const readJdk = async (home: string): Promise<Jdk | undefined> => {
  const release = await readFile(join(home, 'release'), 'utf8').catch(() => '');
  const version = /^JAVA_VERSION="([^"]+)"/m.exec(release)?.[1];
  // `jar` tells a JDK from a mere runtime.
  if (version === undefined || !(await isExecutable(join(home, 'bin', 'jar')))) return undefined;
  const [first = '', second = ''] = version.split(/[._+-]/);
  return { home, version, major: Number(first === '1' ? second : first) };
};

const readPathJdk = async (env: NodeJS.ProcessEnv): Promise<Jdk | undefined> => {
  const java = await findExecutable('java', env);
  return java === undefined ? undefined : readJdk(dirname(dirname(await realpath(java))));
};

/** Where Debian, Fedora and Temurin put their JDKs. */
const usualFolder = '/usr/lib/jvm';

/**
 * The JDKs of this machine: JAVA_HOME's, then those of the usual folder from the newest, then the one on PATH. Where
 * GAPWATCH_JAVA_HOME is set, only that one.
 * @throws LabError if GAPWATCH_JAVA_HOME names no JDK.
 */
export const findJdks = async (env: NodeJS.ProcessEnv = process.env, folder = usualFolder): Promise<Jdk[]> => {
  const named = env.GAPWATCH_JAVA_HOME;
  if (named) {
    const jdk = await readJdk(named);
    if (jdk !== undefined) return [jdk];
    throw new LabError(
      `GAPWATCH_JAVA_HOME is ${named}, but no JDK (with a release file and bin/jar) is there; correct the variable or unset it.`,
    );
  }
  const names = await readdir(folder).catch(() => []);
  const installed = await Promise.all(names.map((name) => readJdk(join(folder, name))));
  const newestFirst = installed.filter((jdk) => jdk !== undefined).toSorted((a, b) => b.major - a.major);
  const fromEnvironment = env.JAVA_HOME ? await readJdk(env.JAVA_HOME) : undefined;
  return [fromEnvironment, ...newestFirst, await readPathJdk(env)].filter((jdk) => jdk !== undefined);
};

/** The sentence for a person whose machine has no JDK of that version. */
export const describeMissingJdk = (minimum: number, found: readonly Jdk[]): string => {
  const newest = found.toSorted((a, b) => b.major - a.major)[0];
  const there =
    newest === undefined ? 'none is on this machine' : `the newest here is ${newest.version} in ${newest.home}`;
  return `Elasticsearch needs a JDK of version ${minimum} or newer, and ${there}: install one (https://adoptium.net has them) and set GAPWATCH_JAVA_HOME to its folder.`;
};
