import { readFile } from 'node:fs/promises';
import { ExecaError, execa } from 'execa';
import type { Say, Server } from '../service.ts';
import { findExecutable } from './find-program.ts';
import { InstallError } from './install-error.ts';
import { installQuietly } from './quiet-install.ts';

/** What an installation needs to know of a server. */
type Installable = Pick<Server, 'name' | 'variable' | 'packages'>;

/** Another program may hold dpkg's lock for a while: unattended upgrades do so after a machine's start. Seconds. */
const waitForLock = ['-o', 'DPkg::Lock::Timeout=120'];

const isDebian = async (): Promise<boolean> => {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const isLike = /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(release);
  return isLike && (await findExecutable('apt-get', process.env)) !== undefined;
};

/** The sentence for a person who must install a server by hand. */
export const installByHand = ({ name, variable, packages }: Installable, why: 'not root' | 'not Debian'): string =>
  why === 'not root'
    ? `${name} is not on this machine and only root may install it: run "sudo apt-get install ${packages.join(' ')}", or set ${variable} to where it is.`
    : `${name} is not on this machine and this is neither Debian nor Ubuntu: install it by your package manager, or set ${variable} to where it is.`;

const runApt = async (args: readonly string[], signal: AbortSignal): Promise<void> => {
  try {
    await execa('apt-get', [...waitForLock, ...args], {
      all: true,
      stdin: 'ignore',
      env: { DEBIAN_FRONTEND: 'noninteractive' },
      cancelSignal: signal,
    });
  } catch (cause) {
    signal.throwIfAborted();
    throw describeFailure(cause);
  }
};

/** apt's first error says what went wrong; those that follow say what could not be done because of it. */
const describeFailure = (cause: unknown): unknown => {
  if (!(cause instanceof ExecaError)) return cause;
  const error = String(cause.all)
    .split('\n')
    .find((line) => line.startsWith('E: '));
  return new InstallError(`apt-get failed: ${error?.slice('E: '.length) ?? cause.shortMessage}`, { cause });
};

let updated: Promise<unknown> | undefined;

/**
 * Fetches the lists of packages, once in a process.
 * @returns why it failed, which is no fault as long as the lists of another day name the packages.
 */
const update = (signal: AbortSignal): Promise<unknown> => {
  updated ??= runApt(['update', '-q'], signal).catch((error: unknown) => error);
  return updated;
};

/** Versions by name, of those packages that apt could install. */
const findCandidates = async (packages: readonly string[]): Promise<Map<string, string>> => {
  const { stdout } = await execa('apt-cache', ['policy', ...packages], { env: { LC_ALL: 'C' } });
  const found = stdout.matchAll(/^(\S+):\n(?: .*\n)*? {2}Candidate: (\S+)/gm);
  return new Map([...found].flatMap(([, name = '', version = '']) => (version === '(none)' ? [] : [[name, version]])));
};

/** The first of these packages that apt could install; absent where there is none or apt itself is not there. */
export const findPackage = async (packages: readonly string[], signal: AbortSignal): Promise<string | undefined> => {
  if (process.getuid?.() !== 0 || !(await isDebian())) return undefined;
  await update(signal);
  signal.throwIfAborted();
  const candidates = await findCandidates(packages);
  return packages.find((name) => candidates.has(name));
};

/**
 * Installs the packages of several servers by one call of apt, starting none of their services, and says each package
 * with its version. Nothing is asked.
 * @throws InstallError if this is not Debian, or the user not root, or apt fails; the signal's reason once it is aborted,
 * unless the packages are being unpacked already.
 */
export const installPackages = async (
  servers: readonly Installable[],
  say: Say,
  signal: AbortSignal,
): Promise<void> => {
  const [first] = servers;
  const packages = [...new Set(servers.flatMap((server) => server.packages))];
  if (first === undefined || packages.length === 0) return;
  if (!(await isDebian())) throw new InstallError(installByHand(first, 'not Debian'));
  if (process.getuid?.() !== 0) throw new InstallError(installByHand({ ...first, packages }, 'not root'));
  say(`installs by apt: ${packages.join(', ')}`);
  const failure = await update(signal);
  signal.throwIfAborted();
  const candidates = await findCandidates(packages);
  const unknown = packages.filter((name) => !candidates.has(name));
  if (unknown.length > 0) {
    throw failure ?? new InstallError(`apt knows no package ${unknown.join(', ')} on this machine.`);
  }
  const install = ['install', '--yes', '-q', '--no-install-recommends', ...packages];
  // Fetched apart, so that the part that must not be cut short is short.
  await runApt([...install, '--download-only'], signal);
  try {
    await installQuietly(['apt-get', ...waitForLock, ...install]);
  } catch (cause) {
    throw describeFailure(cause);
  }
  for (const name of packages) say(`installed ${name} ${candidates.get(name)}`);
};
