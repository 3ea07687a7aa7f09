import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Config } from '../config/load-config.ts';
import { makeTurns } from './engine/turns.ts';
import { ExporterError } from './exporter-error.ts';
import { makeLiveEngine } from './live-engine.ts';
import type { Log } from './log.ts';
import { checkProbeModules } from './probe/probe-modules.ts';
import { makeProbeRoute } from './probe/probe-route.ts';
import { checkSecrets, checkUnchangeable } from './reload/changes.ts';
import { makeReloadRoute } from './reload/reload-route.ts';
import { makeReloader } from './reload/reloader.ts';
import { makeExporterServer } from './server.ts';
import { createWebServer } from './web/web-server.ts';
import { openWebSource } from './web/web-source.ts';

/** An exporter that answers scrapes. */
export interface RunningExporter {
  readonly url: string;
  /** Takes the configuration as it is now. @throws ConfigError or ExporterError, logged, if that is refused; the old one stays */
  readonly reload: () => Promise<void>;
  /** Answers what has begun, then lets go of the port and of all connections. */
  readonly close: () => Promise<void>;
}

/** Scrapes that have begun get this long to end, in milliseconds: more than any collector has. */
const closeWithinMs = 5_000;

/**
 * Starts the exporter of a configuration and waits until it listens.
 * @param version of this package, for the build's metric
 * @param loadAgain gives the configuration as it is when asked, for a reload
 * @throws ConfigError if the configuration can never work
 * @throws ExporterError if it cannot listen where the configuration says, or a collector of the configuration is none
 */
export const startExporter = async (
  config: Config,
  version: string,
  log: Log,
  loadAgain: () => Promise<Config> = async () => config,
): Promise<RunningExporter> => {
  const { host, port, webConfigFile } = config.exporter;
  const turns = makeTurns();
  checkProbeModules(config);
  const web = await openWebSource(webConfigFile && resolve(config.root, webConfigFile), log);
  const engine = await makeLiveEngine(config, log, turns).catch((error: unknown) => {
    web.close();
    throw error;
  });
  let counting = config;
  let stopping = false;

  const { reload, state } = makeReloader(async () => {
    const next = await loadAgain();
    checkUnchangeable(counting, next);
    checkProbeModules(next);
    await checkSecrets(next);
    const useWeb = await web.look();
    await engine.follow(next);
    useWeb();
    counting = next;
  }, log);
  const server = makeExporterServer({
    engine,
    turns,
    version,
    startedAt: Date.now() / 1000,
    ready: () => server.listening && !stopping,
    log,
    config: state,
    routes: [
      ['/-/reload', makeReloadRoute({ reload })],
      ['/probe', makeProbeRoute({ config: () => counting, turns, log })],
    ],
    create: (options, listener) => createWebServer(web, options, listener),
  });
  const release = async () => {
    web.close();
    await engine.close();
  };
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    await release();
    throw new ExporterError(sayListenError(cause, host, port), { cause });
  }
  const url = `${web.current().tls ? 'https' : 'http'}://${host}:${port}`;
  log('info', `The exporter answers at ${url}/metrics, version ${version}.`);

  return {
    url,
    reload,
    async close() {
      stopping = true;
      const closed = once(server, 'close');
      server.close();
      const cut = setTimeout(() => server.closeAllConnections(), closeWithinMs);
      await closed;
      clearTimeout(cut);
      await release();
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
