import { mkdir } from 'node:fs/promises';
import type { Program, Server, Service } from '../service.ts';

/** Where a server listens, and the folder that is its own. */
export interface Place {
  readonly folder: string;
  readonly host: string;
  readonly port: number;
}

type Placed = Omit<Service, 'args' | 'ready' | 'readyWithinMs'>;

/** What is the same of all servers that have one program, one port and one folder, which is made before a start. */
export const placedService = (
  { name }: Server,
  program: Program,
  { folder, host, port }: Place,
  protocol: 'http' | 'redis',
): Placed => ({
  name,
  version: program.version,
  url: `${protocol}://${host}:${port}`,
  host,
  ports: [port],
  after: [],
  command: program.path,
  async prepare() {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  },
  stopSignal: 'SIGTERM',
});
