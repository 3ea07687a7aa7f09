import { access, readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ExecaError, execa } from 'execa';
import type { Say } from '../service.ts';
import { findPackage, installPackages } from './apt.ts';
import { findExecutable } from './find-program.ts';
import { InstallError } from './install-error.ts';

/** Coordinates of a file that Maven can fetch. */
export interface Artifact {
  readonly group: string;
  readonly name: string;
  readonly version: string;
  readonly type: string;
  /** Which of several files of one version, as those for other machines. */
  readonly classifier?: string;
  /** How large it is, in megabytes, for those who wait. */
  readonly megabytes: number;
  /** What is in it, for sentences. */
  readonly holds: string;
  /** Environment variable that names what somebody has already. */
  readonly variable: string;
}

/** By its whole name: where Maven must first ask for what a short one means, it hides why it could not. */
const getGoal = 'org.apache.maven.plugins:maven-dependency-plugin:2.8:get';

/** How often a person who waits for a download hears of it, in milliseconds. */
const reportEvery = 5_000;

const findMaven = async ({ holds, variable }: Artifact, say: Say, signal: AbortSignal): Promise<string> => {
  const found = await findExecutable('mvn', process.env);
  if (found !== undefined) return found;
  const name = await findPackage(['maven'], signal);
  if (name !== undefined) await installPackages([{ name, variable: 'PATH', packages: [name] }], say, signal);
  const installed = await findExecutable('mvn', process.env);
  if (installed !== undefined) return installed;
  throw new InstallError(
    `${holds} comes by Maven, and no mvn is on PATH: install Maven, or set ${variable} to the folder where ${holds} is.`,
  );
};

/** Says how much of a growing download is there, until the returned function is called. */
const reportGrowth = (folder: string, { name, megabytes }: Artifact, say: Say): (() => void) => {
  const report = async () => {
    const names = await readdir(folder).catch(() => []);
    const sizes = await Promise.all(
      names.map((file) =>
        stat(join(folder, file)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
    );
    say(`${name}: ${Math.round(Math.max(0, ...sizes) / 1e6)} of ${megabytes} MB`);
  };
  const timer = setInterval(report, reportEvery);
  return () => clearInterval(timer);
};

/** Maven's first error, which says what went wrong, at its end; the rest is advice. */
const readReason = (cause: unknown): string => {
  if (!(cause instanceof ExecaError)) return String(cause);
  const lines = stripVTControlCharacters(String(cause.stdout)).split('\n');
  const error = lines.find((line) => line.startsWith('[ERROR] '))?.slice('[ERROR] '.length);
  if (error === undefined) return cause.shortMessage;
  return error.slice(Math.max(0, error.lastIndexOf('Could not'))).slice(0, 300);
};

/**
 * The file of an artifact in the user's Maven repository, fetched where it is not there yet.
 * @throws InstallError if there is no Maven, or it cannot fetch the file; the signal's reason once it is aborted.
 */
export const fetchArtifact = async (artifact: Artifact, say: Say, signal: AbortSignal): Promise<string> => {
  const { group, name, version, type, classifier, megabytes, holds, variable } = artifact;
  const repository = join(homedir(), '.m2', 'repository');
  const folder = join(repository, ...group.split('.'), name, version);
  const file = join(folder, `${name}-${version}${classifier === undefined ? '' : `-${classifier}`}.${type}`);
  try {
    await access(file);
    return file;
  } catch {
    // Not there yet.
  }
  const maven = await findMaven(artifact, say, signal);
  say(`fetches ${group}:${name}:${version} by Maven (${megabytes} MB)`);
  const stopReporting = reportGrowth(folder, artifact, say);
  try {
    await execa(
      maven,
      [
        '--batch-mode',
        '--quiet',
        // Said so that a settings.xml cannot put the file elsewhere than it is looked for.
        `-Dmaven.repo.local=${repository}`,
        getGoal,
        `-Dartifact=${[group, name, version, type, ...(classifier === undefined ? [] : [classifier])].join(':')}`,
        '-Dtransitive=false',
      ],
      { cancelSignal: signal },
    );
    await access(file);
  } catch (cause) {
    signal.throwIfAborted();
    throw new InstallError(
      `Maven could not fetch ${group}:${name}:${version} (${readReason(cause)}): see that it reaches Maven Central, or set ${variable} to the folder where ${holds} is.`,
      { cause },
    );
  } finally {
    stopReporting();
  }
  return file;
};
