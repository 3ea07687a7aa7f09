import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Collector } from '../../exporter/engine/collector.ts';
import { makeEngine } from '../../exporter/engine/engine.ts';
import { makeTurns } from '../../exporter/engine/turns.ts';
import { makeExporterServer } from '../../exporter/server.ts';

/** The exporter's server over some collectors. */
export interface ServedExporter {
  readonly url: string;
  readonly port: number;
  /** What it has logged, each as `level: sentence`. */
  readonly log: readonly string[];
  readonly close: () => Promise<void>;
}

/** Starts the exporter's server over collectors of a test. */
export const serveExporter = async (
  collectors: readonly Collector[],
  { ready = () => true, ...limits }: { readonly ready?: () => boolean; readonly readWithinMs?: number } = {},
): Promise<ServedExporter> => {
  const log: string[] = [];
  const turns = makeTurns();
  const say = (level: string, sentence: string) => void log.push(`${level}: ${sentence}`);
  const engine = makeEngine(collectors, say, { turns });
  const server = makeExporterServer({
    engine,
    turns,
    version: '1.2.3',
    startedAt: 1_700_000_000,
    ready,
    log: say,
    ...limits,
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    log,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      await engine.close();
    },
  };
};
