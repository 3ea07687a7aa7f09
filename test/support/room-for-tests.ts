import { readFile, statfs } from 'node:fs/promises';
import { freemem, tmpdir } from 'node:os';

/** Where Linux has files that lie in memory. @see shm_overview(7) */
const inMemory = '/dev/shm';

/** What memory must have left over, several times of what the servers of two test files write. Bytes. */
const spare = 8 * 1024 ** 3;

/** Whether a folder lies in memory, is as large as that, and programs in it may be run. @see proc(5), /proc/mounts */
const isRoomy = async (folder: string): Promise<boolean> => {
  const mounts = await readFile('/proc/mounts', 'utf8').catch(() => '');
  const mount = mounts
    .split('\n')
    .map((line) => line.split(' '))
    .findLast(([, place]) => place === folder);
  const [, , kind, options = ''] = mount ?? [];
  if (kind !== 'tmpfs' || options.split(',').some((option) => option === 'ro' || option === 'noexec')) return false;
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize >= spare && freemem() >= spare;
};

/**
 * Where the tests write: in memory if it has room for that, as their servers have each write brought to the disk at once, and most of
 * what they take to start is to wait for it. Where TMPDIR says another place, there.
 */
export const roomForTests = async (): Promise<string> =>
  process.env.TMPDIR === undefined && (await isRoomy(inMemory)) ? inMemory : tmpdir();
