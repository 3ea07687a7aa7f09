import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { makeEngine } from '../../exporter/engine/engine.ts';
import { openDocker } from '../../exporter/swarm/docker-client.ts';
import { swarmNodesCollector } from '../../exporter/swarm/nodes-collector.ts';
import { swarmServicesCollector } from '../../exporter/swarm/services-collector.ts';
import { readSwarm } from '../../exporter/swarm/swarm-reader.ts';
import { renderSamples } from '../../metrics/samples.ts';

/** Answers by path, without the version and the query before and after it; a function answers in its own way. */
export type DockerAnswers = Readonly<Record<string, unknown>>;

/** What stands in for a Docker engine where a real one cannot be made to answer so. */
export interface AnsweringDocker {
  /** What it was asked: method and target. */
  readonly asked: string[];
  readonly stop: () => Promise<void>;
}

/** Listens at a socket; `answers` is read at each request. */
export const answerAsDocker = async (socket: string, answers: () => DockerAnswers): Promise<AnsweringDocker> => {
  const asked: string[] = [];
  const server = createServer((request, response: ServerResponse) => {
    asked.push(`${request.method} ${request.url}`);
    const path = (request.url ?? '').replace(/^\/v1\.\d+/, '').replace(/\?.*/, '');
    const found = answers()[path];
    if (typeof found === 'function') found(response);
    else response.writeHead(found ? 200 : 404).end(JSON.stringify(found ?? { message: 'page not found' }));
  });
  server.listen(socket);
  await once(server, 'listening');
  return {
    asked,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};

/** A function that answers with a status and a body. */
export const answerWith =
  (status: number, body: string) =>
  (response: ServerResponse): unknown =>
    response.writeHead(status).end(body);

/** Watches a swarm through a socket, as the exporter does. */
export interface DockerWatch {
  /** The lines of a page about the swarm, and whether its collectors succeeded. */
  readonly scrape: () => Promise<readonly string[]>;
  readonly log: readonly string[];
  readonly close: () => Promise<void>;
}

/** Makes the collectors of a swarm and an engine that runs them. @param atMost bytes of a list that are read */
export const watchDocker = (socket: string, { atMost }: { readonly atMost?: number } = {}): DockerWatch => {
  const docker = openDocker(socket, atMost);
  const swarm = readSwarm(docker);
  const log: string[] = [];
  const collectors = [swarmNodesCollector(swarm), swarmServicesCollector(swarm)];
  const engine = makeEngine(
    collectors.map((collector) => ({ ...collector, timeoutMs: 1_000 })),
    (level, sentence) => log.push(`${level}: ${sentence}`),
  );
  return {
    async scrape() {
      const lines = renderSamples(await engine.scrape(5_000)).split('\n');
      return lines.filter((line) => /^(swarm_|gapwatch_collector_(success|enabled))/.test(line));
    },
    log,
    async close() {
      await engine.close();
      await docker.close();
    },
  };
};
