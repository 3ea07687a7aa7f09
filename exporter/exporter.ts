import { once } from 'node:events';
import type { Config } from '../config/load-config.ts';
import { chooseCollectors } from './collector-choice.ts';
import { makeCollectors } from './collectors.ts';
import { makeEngine } from './engine/engine.ts';
import { makeTurns } from './engine/turns.ts';
import { ExporterError } from './exporter-error.ts';
import type { Log } from './log.ts';
import { makeExporterServer } from './server.ts';

/** An exporter that answers scrapes. */
export interface RunningExporter {
  readonly url: string;
  /** Answers what has begun, then lets go of the port and of all connections. */
  readonly close: () => Promise<void>;
}

/** Scrapes that have begun get this long to end, in milliseconds: more than any collector has. */
const closeWithinMs = 5_000;

/**
 * Starts the exporter of a configuration and waits until it listens.
 * @param version of this package, for the build's metric
 * @throws ExporterError if it cannot listen where the configuration says, or a collector of the configuration is none
 */
export const startExporter = async (config: Config, version: string, log: Log): Promise<RunningExporter> => {
  const { host, port, collectors, seriesPerFamily } = config.exporter;
  const turns = makeTurns();
  const engine = makeEngine(chooseCollectors(makeCollectors(config), collectors), log, {
    turns,
    mostSamples: seriesPerFamily,
  });
  let stopping = false;
  const server = makeExporterServer({
    engine,
    turns,
    version,
    startedAt: Date.now() / 1000,
    ready: () => !stopping,
    log,
  });
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    await engine.close();
    throw new ExporterError(sayListenError(cause, host, port), { cause });
  }
  const url = `http://${host}:${port}`;
  log('info', `The exporter answers at ${url}/metrics, version ${version}.`);

  return {
    url,
    async close() {
      stopping = true;
      const closed = once(server, 'close');
      server.close();
      const cut = setTimeout(() => server.closeAllConnections(), closeWithinMs);
      await closed;
      clearTimeout(cut);
      await engine.close();
      log('info', 'The exporter has stopped.');
    },
  };
};

const sayListenError = (cause: unknown, host: string, port: number): string => {
  const code = cause instanceof Error ? Reflect.get(cause, 'code') : undefined;
  if (code === 'EADDRINUSE') {
    return `exporter.port is ${port}, but another process listens on ${host}:${port}; stop it, or choose another port.`;
  }
  if (code === 'EACCES') {
    return `exporter.port is ${port}, but this user may not listen on it; choose one above 1023.`;
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `exporter.host is ${host}, but this machine has no such address; choose one of its own, or 127.0.0.1.`;
  }
  return `The exporter cannot listen on ${host}:${port} (exporter.host, exporter.port): ${cause instanceof Error ? cause.message : String(cause)}.`;
};
