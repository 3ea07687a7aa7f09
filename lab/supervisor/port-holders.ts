import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Who listens on a port. */
export interface PortHolder {
  readonly pid: number;
  /** Its command line, as started. */
  readonly command: string;
}

/** What another user's process hides, or one that has just ended. */
const attempt = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch {
    return undefined;
  }
};

/** @see proc_net_tcp(5): local address as hexadecimal `ADDRESS:PORT`, state 0A for listening, the socket's inode tenth. */
const listeningInodes = (port: number): string[] =>
  ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((file) => attempt(() => readFileSync(file, 'utf8').split('\n').slice(1)) ?? [])
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === '0A' && Number.parseInt(fields[1]?.split(':')[1] ?? '', 16) === port)
    .flatMap((fields) => fields[9] ?? []);

/** The process that listens on a TCP port of this machine; absent where none does, or where it is hidden from this user. */
export const findPortHolder = (port: number): PortHolder | undefined => {
  const sockets = new Set(listeningInodes(port).map((inode) => `socket:[${inode}]`));
  if (sockets.size === 0) return undefined;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const descriptors = attempt(() => readdirSync(`/proc/${pid}/fd`)) ?? [];
    if (descriptors.some((fd) => sockets.has(attempt(() => readlinkSync(`/proc/${pid}/fd/${fd}`)) ?? ''))) {
      const command = attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim());
      return { pid: Number(pid), command: command || '(no command line)' };
    }
  }
  return undefined;
};
