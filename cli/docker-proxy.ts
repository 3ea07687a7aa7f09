import { once } from 'node:events';
import { Command } from 'commander';
import { startDockerProxy } from '../exporter/docker-proxy/docker-proxy.ts';
import { jsonLog } from '../exporter/log.ts';

interface Flags {
  readonly engine: string;
  readonly listen: string;
}

/** `gapwatch docker-proxy`: stands before the Docker engine's socket until it is stopped. */
export const dockerProxyCommand = (): Command =>
  new Command('docker-proxy')
    .description(
      "let the exporter ask the Docker engine what it needs, and nobody anything else: the engine's socket is root",
    )
    .option('--engine <socket>', 'socket of the Docker engine', '/var/run/docker.sock')
    .option('--listen <socket>', 'socket to make for exporter.dockerSocket', '/run/gapwatch/docker.sock')
    .action(async ({ engine, listen }: Flags) => {
      const stop = Promise.race(['SIGTERM', 'SIGINT', 'SIGHUP'].map((signal) => once(process, signal)));
      const log = jsonLog((line) => void process.stderr.write(line));
      const proxy = await startDockerProxy(engine, listen, log);
      await stop;
      await proxy.close();
    });
