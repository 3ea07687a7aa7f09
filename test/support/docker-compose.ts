import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { cacheFolder } from '../../lab/servers/cache-folder.ts';
import { isExecutable } from '../../lab/servers/find-program.ts';

/** How Docker Compose is called: a program and the arguments that come first. */
export type Compose = readonly [program: string, ...first: string[]];

/** The first Debian that has Compose 2, and its package, which runs on the one before too. */
const release = 'trixie';
const packageName = 'docker-compose';

/** Where the package has its program, which Docker calls as a plugin and which can be called by itself. */
const program = 'usr/libexec/docker/cli-plugins/docker-compose';

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** The address from which this machine's apt gets Debian itself, be it a mirror. */
const findMirror = async (): Promise<string> => {
  const os = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const [, codename] = /^ID=debian$/m.test(os) ? (/^VERSION_CODENAME=(\w+)$/m.exec(os) ?? []) : [];
  if (codename === undefined) throw new Error('this is not Debian, whose package would be fetched');
  const format = '$(REPO_URI) $(RELEASE) $(COMPONENT)';
  const { stdout } = await execa('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
  const mirror = stdout.split('\n').find((line) => line.endsWith(` ${codename} main`));
  if (mirror === undefined) throw new Error(`apt has no source of ${codename}`);
  return mirror.split(' ')[0] ?? '';
};

/** Fetches the package by apt, with lists of its own so that the machine's stay as they are, and unpacks it into `home`. */
const fetchCompose = async (home: string): Promise<void> => {
  const room = await mkdtemp(join(tmpdir(), 'gapwatch-apt-'));
  try {
    const at = (name: string) => join(room, name);
    await Promise.all(['lists/partial', 'cache/archives/partial'].map((name) => mkdir(at(name), { recursive: true })));
    await writeFile(at('list'), `deb [signed-by=${keyring}] ${await findMirror()} ${release} main\n`);
    const options = {
      'Dir::Etc::SourceList': at('list'),
      'Dir::Etc::SourceParts': '-',
      'Dir::State::Lists': at('lists'),
      'Dir::Cache': at('cache'),
      // The room is this process's own, and another user could not write into it.
      'Debug::NoLocking': '1',
      'APT::Sandbox::User': '',
    };
    const own = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
    await execa('apt-get', [...own, 'update', '-q'], { stdin: 'ignore' });
    await execa('apt-get', [...own, 'download', '-q', packageName], { cwd: room, stdin: 'ignore' });
    const file = (await readdir(room)).find((name) => name.endsWith('.deb'));
    if (file === undefined) throw new Error(`apt has fetched no ${packageName}`);
    await execa('dpkg-deb', ['--extract', at(file), at('unpacked')]);
    await mkdir(dirname(home), { recursive: true });
    // In one step, though it comes from another disk: another process may look for it, or fetch it too.
    const begun = `${home}.${process.pid}`;
    await copyFile(at(`unpacked/${program}`), begun);
    await rename(begun, home);
  } finally {
    await rm(room, { recursive: true, force: true });
  }
};

/**
 * Docker Compose 2 of this machine, else Debian's, fetched once into the cache.
 * @param say gets a sentence before it is fetched
 * @throws Error that says why there is none
 */
export const findCompose = async (say: (line: string) => void): Promise<Compose> => {
  const plugin = await execa('docker', ['compose', 'version'], { reject: false });
  if (plugin.exitCode === 0) return ['docker', 'compose'];
  const home = join(cacheFolder(process.env), `docker-compose-${release}`);
  if (!(await isExecutable(home))) {
    say(`Docker has no compose here: fetches Debian's package ${packageName} by apt into ${home}.`);
    await fetchCompose(home);
  }
  return [home];
};
