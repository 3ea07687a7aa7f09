import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

/** A disk that is soon full. */
export interface SmallDisk {
  /** Where every process of this user finds it. */
  readonly folder: string;
  /** Takes it away with all that it holds. */
  readonly stop: () => Promise<void>;
}

/**
 * Makes a disk of so many KiB: one in memory, in a namespace of its own, so that nobody else sees it and nothing of it is left behind by
 * whoever is killed. Others reach it through the process that holds the namespace.
 * @see proc(5), /proc/pid/root
 */
export const startSmallDisk = async (kibibytes: number): Promise<SmallDisk> => {
  const place = await mkdtemp(join(tmpdir(), 'gapwatch-disk-'));
  const hold = `mount -t tmpfs -o size=${kibibytes}k none ${place} && echo mounted && exec sleep infinity`;
  const holder = execa('unshare', ['--map-root-user', '--mount', 'sh', '-c', hold], { reject: false });
  await Promise.race([once(holder.stdout, 'data'), holder]);
  if (holder.pid === undefined || holder.exitCode !== null) {
    throw new Error(`No small disk could be made: ${(await holder).stderr}`);
  }
  return {
    folder: `/proc/${holder.pid}/root${place}`,
    async stop() {
      holder.kill('SIGKILL');
      await holder;
      await rm(place, { recursive: true, force: true });
    },
  };
};
