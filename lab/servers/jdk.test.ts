import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findElasticsearch } from './elasticsearch-home.ts';
import { describeMissingJdk, findJdks } from './jdk.ts';

describe('findJdks', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gapwatch-test-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const makeJdk = async (name: string, version: string): Promise<string> => {
    const home = join(folder, name);
    await mkdir(join(home, 'bin'), { recursive: true });
    await writeFile(join(home, 'release'), `IMPLEMENTOR="x"\nJAVA_VERSION="${version}"\nOS_NAME="Linux"\n`);
    for (const tool of ['jar', 'java']) await writeFile(join(home, 'bin', tool), '#!/bin/sh\n', { mode: 0o755 });
    return home;
  };
  /** The machine's own Java must not be seen. */
  const noJava = (): NodeJS.ProcessEnv => ({ PATH: folder, GAPWATCH_CACHE: folder });

  it('reads versions of the old and the new form, the newest first', async () => {
    await makeJdk('jvm/eight', '1.8.0_392');
    await makeJdk('jvm/twenty-five', '25.0.3');
    await makeJdk('jvm/seventeen', '17.0.15');
    const jdks = await findJdks(noJava(), join(folder, 'jvm'));
    expect(jdks.slice(0, 3).map((jdk) => jdk.major)).toEqual([25, 17, 8]);
  });

  it("looks at JAVA_HOME's before the usual folder", async () => {
    const home = await makeJdk('mine', '22');
    await makeJdk('jvm/newer', '25.0.3');
    const [first] = await findJdks({ ...noJava(), JAVA_HOME: home }, join(folder, 'jvm'));
    expect(first).toEqual({ home, version: '22', major: 22 });
  });

  it('passes over a runtime without tools', async () => {
    const home = await makeJdk('jvm/runtime', '25.0.3');
    await rm(join(home, 'bin', 'jar'));
    const homes = (await findJdks(noJava(), join(folder, 'jvm'))).map((jdk) => jdk.home);
    expect(homes).not.toContain(home);
  });

  it('takes only the one of GAPWATCH_JAVA_HOME', async () => {
    const home = await makeJdk('mine', '17.0.15');
    expect(await findJdks({ ...noJava(), GAPWATCH_JAVA_HOME: home })).toEqual([
      { home, version: '17.0.15', major: 17 },
    ]);
  });

  it('says that GAPWATCH_JAVA_HOME names no JDK', async () => {
    await expect(findJdks({ GAPWATCH_JAVA_HOME: '/nowhere' })).rejects.toThrow(
      'GAPWATCH_JAVA_HOME is /nowhere, but no JDK (with a release file and bin/jar) is there; correct the variable or unset it.',
    );
  });

  it('finds no Elasticsearch where the JDK is too old, and says so', async () => {
    const home = await makeJdk('mine', '17.0.15');
    const env = { ...noJava(), GAPWATCH_JAVA_HOME: home };
    const lib = join(folder, 'elasticsearch-9.4.3-minimal', 'lib');
    await mkdir(lib, { recursive: true });
    await writeFile(join(lib, 'elasticsearch-9.4.3.jar'), '');
    expect(await findElasticsearch(env)).toBeUndefined();
    expect(describeMissingJdk(21, await findJdks(env))).toBe(
      `Elasticsearch needs a JDK of version 21 or newer, and the newest here is 17.0.15 in ${home}: install one (https://adoptium.net has them) and set GAPWATCH_JAVA_HOME to its folder.`,
    );
    const newer = await makeJdk('newer', '21.0.1');
    expect(await findElasticsearch({ ...env, GAPWATCH_JAVA_HOME: newer })).toMatchObject({
      version: '9.4.3',
      path: join(newer, 'bin', 'java'),
    });
  });

  it('says that there is none', () => {
    expect(describeMissingJdk(21, [])).toBe(
      'Elasticsearch needs a JDK of version 21 or newer, and none is on this machine: install one (https://adoptium.net has them) and set GAPWATCH_JAVA_HOME to its folder.',
    );
  });
});
