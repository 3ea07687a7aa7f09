import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CollectorSkipped } from '../engine/collector.ts';
import { unescapeMount } from '../mountinfo.ts';

/** The controllers of version 1 that are read. */
const controllers = ['cpu', 'cpuacct', 'memory', 'pids'] as const;

type Controller = (typeof controllers)[number];

/**
 * Where this machine's cgroups are. Version 1 has a folder for each controller, of which any may be missing; in version 2 one
 * folder is all of them.
 * @see https://docs.kernel.org/admin-guide/cgroup-v1/cgroups.html
 * @see https://docs.kernel.org/admin-guide/cgroup-v2.html
 */
export type Cgroups =
  | { readonly version: 1; readonly folders: Readonly<Partial<Record<Controller, string>>> }
  | { readonly version: 2; readonly folder: string };

/**
 * The cgroups among the mounts of a process. Where both versions are mounted, as systemd does, version 1 has the controllers.
 * @param text of /proc/self/mountinfo
 * @throws CollectorSkipped if there are none
 * @see proc_pid_mountinfo(5)
 */
export const parseMountinfo = (text: string): Cgroups => {
  const folders: Partial<Record<Controller, string>> = {};
  let unified: string | undefined;
  for (const line of text.split('\n')) {
    const [place, filesystem] = line.split(' - ');
    const [type, , options = ''] = filesystem?.split(' ') ?? [];
    const mount = unescapeMount(place?.split(' ')[4] ?? '');
    if (type === 'cgroup2') unified ??= mount;
    if (type !== 'cgroup') continue;
    for (const controller of controllers) if (options.split(',').includes(controller)) folders[controller] ??= mount;
  }
  if (folders.memory !== undefined || folders.cpuacct !== undefined) return { version: 1, folders };
  if (unified !== undefined) return { version: 2, folder: unified };
  throw new CollectorSkipped(
    'No cgroups are mounted here; mount those of the host, and name their folder in exporter.cgroupFolder.',
  );
};

/** The cgroups of the host in the folder where they are mounted into a container. @throws CollectorSkipped if there are none */
const lookInto = async (folder: string): Promise<Cgroups> => {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new CollectorSkipped(`exporter.cgroupFolder is ${folder}, which cannot be read.`, { cause });
  });
  if (names.includes('cgroup.controllers')) return { version: 2, folder };
  // A folder for several controllers is named after all of them.
  const found = controllers.map((controller) => {
    const name = names.find((one) => one.split(',').includes(controller));
    return [controller, name === undefined ? undefined : join(folder, name)] as const;
  });
  const folders = Object.fromEntries(found.filter(([, path]) => path !== undefined));
  if (Object.keys(folders).length > 0) return { version: 1, folders };
  throw new CollectorSkipped(`exporter.cgroupFolder is ${folder}, but no cgroups are there.`);
};

/**
 * Finds this machine's cgroups.
 * @param folder where they are mounted; looked for where it is absent
 * @throws CollectorSkipped if there are none
 */
export const findCgroups = async (folder: string | undefined): Promise<Cgroups> =>
  folder === undefined ? parseMountinfo(await readFile('/proc/self/mountinfo', 'utf8')) : lookInto(folder);
