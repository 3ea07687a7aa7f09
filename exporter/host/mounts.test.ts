import { describe, expect, it } from 'vitest';
import { parseMounts } from './mounts.ts';

/** Lines of /proc/self/mountinfo of a server with Docker, NFS and a user's FUSE, as Linux 6.1 writes them. */
const server = `22 27 0:21 / /proc rw,relatime - proc proc rw
24 27 0:6 / /dev rw,relatime - devtmpfs devtmpfs rw,size=12334460k
25 24 0:23 / /dev/shm rw,relatime - tmpfs tmpfs rw,size=24684084k
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda1 rw,discard
28 27 254:1 / /boot/efi rw,relatime shared:2 - vfat /dev/vda15 rw
29 27 0:25 / /run rw,nosuid - tmpfs tmpfs rw,size=1000k
30 29 0:26 / /run/credentials/gapwatch.service ro - tmpfs tmpfs rw
31 27 254:16 / /srv/chat\\040data rw shared:3 - xfs /dev/vdb rw
32 27 254:16 /old /srv/chat\\040data/old rw - xfs /dev/vdb rw
33 27 0:40 / /var/lib/docker/overlay2/abc/merged rw - overlay overlay rw,lowerdir=a
34 27 0:41 / /net/backup rw - nfs4 nas:/backup rw,hard
35 27 0:42 / /home/ann/cloud rw - fuse.sshfs ann@far:/ rw
36 27 254:32 / /mnt/photos ro,relatime - ext4 /dev/vdc ro,errors=remount-ro
37 27 254:48 / /mnt/seen-only ro,relatime - ext4 /dev/vdd rw
`;

const placesOf = (text: string, folder = '') => parseMounts(text, folder).map(({ mountpoint }) => mountpoint);

it('are the filesystems that hold files here, each once', () => {
  expect(placesOf(server)).toEqual(['/', '/boot/efi', '/run', '/srv/chat data', '/mnt/photos', '/mnt/seen-only']);
});

it('are read-only where nobody can write, not where this place of them is', () => {
  const readOnly = parseMounts(server, '').filter((mount) => mount.readOnly);
  expect(readOnly.map(({ mountpoint }) => mountpoint)).toEqual(['/mnt/photos']);
});

it('are those on top, where a place has been taken twice', () => {
  const text = '30 27 254:16 / /data rw - xfs /dev/vdb rw\n31 30 254:32 / /data rw - ext4 /dev/vdc rw\n';
  expect(parseMounts(text, '')).toEqual([
    { device: '/dev/vdc', fstype: 'ext4', mountpoint: '/data', path: '/data', readOnly: false },
  ]);
});

describe('seen from a container', () => {
  const own = `100 90 0:50 / / rw - overlay overlay rw
101 100 0:51 / /dev rw - tmpfs tmpfs rw
102 100 254:0 /var/lib/docker/containers/abc/resolv.conf /etc/resolv.conf rw - ext4 /dev/vda1 rw
103 100 254:0 /var/lib/docker/containers/abc/hosts /etc/hosts rw - ext4 /dev/vda1 rw
`;

  it('are the one that holds its own files, where it is shown nothing else', () => {
    expect(parseMounts(own, '')).toEqual([
      { device: '/dev/vda1', fstype: 'ext4', mountpoint: '/etc/hosts', path: '/etc/hosts', readOnly: false },
    ]);
  });

  it("are the host's under the host's names, where its / is mounted", () => {
    const text = `${own}104 100 254:0 / /host ro - ext4 /dev/vda1 rw
105 104 254:16 / /host/srv ro - xfs /dev/vdb rw
106 100 254:32 / /hosting rw - ext4 /dev/vdc rw
`;
    expect(parseMounts(text, '/host').map(({ mountpoint, path }) => [mountpoint, path])).toEqual([
      ['/', '/host'],
      ['/srv', '/host/srv'],
    ]);
  });
});
