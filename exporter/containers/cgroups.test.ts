import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findCgroups, parseMountinfo } from './cgroups.ts';

const lines = (...all: string[]) => `21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n${all.join('\n')}\n`;

describe('the mounts of a machine', () => {
  it('have version 2 where it is alone', () => {
    const text = lines('30 21 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate');
    expect(parseMountinfo(text)).toEqual({ version: 2, folder: '/sys/fs/cgroup' });
  });

  it('have version 1, with controllers that share a folder, though version 2 stands beside it', () => {
    const text = lines(
      '31 30 0:27 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw',
      '32 30 0:28 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd',
      '33 30 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct',
      '34 30 0:30 / /sys/fs/cgroup/my\\040memory rw - cgroup cgroup rw,memory',
      '35 30 0:30 / /again/memory rw - cgroup cgroup rw,memory',
    );
    expect(parseMountinfo(text)).toEqual({
      version: 1,
      folders: {
        cpu: '/sys/fs/cgroup/cpu,cpuacct',
        cpuacct: '/sys/fs/cgroup/cpu,cpuacct',
        memory: '/sys/fs/cgroup/my memory',
      },
    });
  });

  it('have none, which is a reason to skip', () => {
    expect(() => parseMountinfo(lines())).toThrow(
      'No cgroups are mounted here; mount those of the host, and name their folder in exporter.cgroupFolder.',
    );
  });

  it('are read of this machine where no folder is named', async () => {
    expect([1, 2]).toContain((await findCgroups(undefined)).version);
  });
});

describe('a folder that is named', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gapwatch-cgroup-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('has version 2 by the list of controllers in it', async () => {
    await writeFile(join(folder, 'cgroup.controllers'), 'cpu memory pids\n');
    expect(await findCgroups(folder)).toEqual({ version: 2, folder });
  });

  it('has version 1 by folders named after controllers', async () => {
    for (const name of ['cpu,cpuacct', 'memory', 'pids', 'blkio', 'unified']) await mkdir(join(folder, name));
    const both = join(folder, 'cpu,cpuacct');
    expect(await findCgroups(folder)).toEqual({
      version: 1,
      folders: { cpu: both, cpuacct: both, memory: join(folder, 'memory'), pids: join(folder, 'pids') },
    });
  });

  it('is a reason to skip where it has none, or is not there', async () => {
    await expect(findCgroups(folder)).rejects.toThrow(`exporter.cgroupFolder is ${folder}, but no cgroups are there.`);
    await expect(findCgroups(join(folder, 'no'))).rejects.toThrow(
      `exporter.cgroupFolder is ${folder}/no, which cannot be read.`,
    );
  });
});
