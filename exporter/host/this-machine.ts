import { readFile, statfs } from 'node:fs/promises';
import type { HostOptions } from './collector.ts';

/** The machine that this program runs on. @param folder where its `/` is mounted; absent where it is this program's own */
export const thisMachine = (folder: string | undefined): HostOptions => ({
  readProc: (file) => readFile(`/proc/${file}`, 'utf8'),
  statFilesystem: (path) => statfs(path),
  folder,
});
