import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { importImage } from '../../lab/swarm/image.ts';
import { startService } from './start-service.ts';

/** A Docker engine under test, with the image `tiny`, which has a shell and can sleep. */
export interface TestDockerd {
  readonly socket: string;
  /** Runs the docker client against it. @returns what it prints */
  readonly docker: (...args: readonly string[]) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a Docker engine of its own (about 3 s), in a network and mount namespace of its own, so that it can neither meet another
 * one nor leave anything behind.
 * @returns the engine, or one line that says why none runs here
 */
export const startDockerd = async (): Promise<TestDockerd | string> => {
  if (process.getuid?.() !== 0) return 'only root may run dockerd';
  const found = await execa('unshare', ['--net', '--mount', 'dockerd', '--version'], { reject: false });
  if (found.exitCode !== 0) return `dockerd does not start here: ${found.stderr.split('\n')[0] ?? ''}`;
  const folder = await mkdtemp(join(tmpdir(), 'gapwatch-docker-'));
  const socket = join(folder, 'docker.sock');
  const docker = async (...args: readonly string[]) =>
    (await execa('docker', ['-H', `unix://${socket}`, ...args])).stdout;
  const options = [
    ['data-root', join(folder, 'data')],
    ['exec-root', join(folder, 'exec')],
    ['pidfile', join(folder, 'pid')],
    ['host', `unix://${socket}`],
    ['iptables', 'false'],
    ['ip6tables', 'false'],
    ['bridge', 'none'],
  ].map(([name, value]) => `--${name}=${value}`);
  const running = await startService(
    {
      name: 'dockerd',
      version: '',
      url: '',
      host: '127.0.0.1',
      ports: [],
      after: [],
      command: 'unshare',
      // A new network namespace has its loopback down; swarm managers speak over it.
      args: ['--net', '--mount', 'sh', '-c', 'ip link set lo up && exec dockerd "$@"', 'dockerd', ...options],
      ready: async () =>
        docker('version').then(
          () => true,
          () => false,
        ),
      readyWithinMs: 60_000,
      stopSignal: 'SIGTERM',
    },
    join(folder, 'dockerd.log'),
  ).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
  if (running instanceof Error) {
    await rm(folder, { recursive: true, force: true });
    return `dockerd does not run here: ${running.message.trim().split('\n').at(-1) ?? ''}`;
  }
  await importImage([docker], 'tiny', { programs: ['/bin/sh', '/bin/sleep'], folders: [] });
  return {
    socket,
    docker,
    async stop() {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
