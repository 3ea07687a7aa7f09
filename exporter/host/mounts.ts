import { unescapeMount } from '../mountinfo.ts';

/** A filesystem of the machine, and the place by which it is asked. */
export interface Mount {
  readonly device: string;
  readonly fstype: string;
  /** Where the machine has it. */
  readonly mountpoint: string;
  /** Where this program finds it. */
  readonly path: string;
  readonly readOnly: boolean;
}

/**
 * Kinds of filesystems that hold files on this machine, and answer by themselves: others are made up by the kernel, show what
 * another of them holds, or lie on another machine, whose silence would hold up whoever asks.
 */
const local: ReadonlySet<string> = new Set(
  'bcachefs btrfs exfat ext2 ext3 ext4 f2fs fuseblk hfsplus jfs nilfs2 ntfs ntfs3 reiserfs tmpfs ufs vfat xfs zfs'.split(
    ' ',
  ),
);

/** Places of the kernel's, of systemd's secrets, and of containers. node_exporter leaves out the same. */
const aside = /^\/(dev|proc|sys|run\/credentials\/.+|var\/lib\/docker\/.+|var\/lib\/containers\/storage\/.+)($|\/)/;

/** The place in the machine of a place seen from here; undefined for one that is not the machine's. */
const placeOf = (path: string, folder: string): string | undefined => {
  if (folder === '') return path;
  if (path === folder) return '/';
  return path.startsWith(`${folder}/`) ? path.slice(folder.length) : undefined;
};

/**
 * The machine's filesystems, each once: at the shortest of its places. What a later mount covers is left out.
 * @param mountinfo text of /proc/self/mountinfo
 * @param folder where the machine's `/` is mounted; empty where it is this program's own
 * @see proc_pid_mountinfo(5)
 */
export const parseMounts = (mountinfo: string, folder: string): readonly Mount[] => {
  const byPlace = new Map<string, Mount & { readonly number: string }>();
  for (const line of mountinfo.split('\n')) {
    const [place = '', filesystem = ''] = line.split(' - ');
    const [, , number = '', , escaped = ''] = place.split(' ');
    const [fstype = '', device = '', options = ''] = filesystem.split(' ');
    const path = unescapeMount(escaped);
    const mountpoint = placeOf(path, folder);
    if (mountpoint === undefined) continue;
    // A mount may be read-only for this program alone; the filesystem's own options say what holds for all.
    const readOnly = options.split(',').some((option) => option === 'ro' || option === 'emergency_ro');
    byPlace.set(mountpoint, { device: unescapeMount(device), fstype, mountpoint, path, readOnly, number });
  }
  const byNumber = new Map<string, Mount>();
  for (const { number, ...mount } of byPlace.values()) {
    if (!local.has(mount.fstype) || aside.test(mount.mountpoint)) continue;
    const known = byNumber.get(number);
    if (known === undefined || mount.mountpoint.length < known.mountpoint.length) byNumber.set(number, mount);
  }
  return [...byNumber.values()];
};
