import { expect } from 'vitest';
import { containersCollector } from '../../exporter/containers/collector.ts';
import { thisNode } from '../../exporter/containers/this-node.ts';
import { makeEngine } from '../../exporter/engine/engine.ts';
import { openDocker } from '../../exporter/swarm/docker-client.ts';
import { swarmNodesCollector } from '../../exporter/swarm/nodes-collector.ts';
import { swarmServicesCollector } from '../../exporter/swarm/services-collector.ts';
import { readSwarm } from '../../exporter/swarm/swarm-reader.ts';
import { renderSamples } from '../../metrics/samples.ts';

/** An exporter of the swarm, and of the containers on the node whose engine this is. */
export interface SwarmWatch {
  /** One scrape. @returns its lines */
  readonly scrape: () => Promise<readonly string[]>;
  /** Waits until the API says `shown`; then one scrape must have it. @returns its lines */
  readonly scrapeOnce: (ask: () => Promise<string>, shown: RegExp) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/** How long a swarm on a busy machine takes to do what it was told, in milliseconds. */
const patient = { timeout: 60_000, interval: 100 };

/** Watches a swarm through the engine, or the proxy, behind a socket. */
export const watchSwarm = (socket: string): SwarmWatch => {
  const docker = openDocker(socket);
  const swarm = readSwarm(docker);
  const collectors = [
    swarmNodesCollector(swarm),
    swarmServicesCollector(swarm),
    containersCollector(thisNode(docker, undefined)),
  ];
  const engine = makeEngine(
    collectors.map((collector) => ({ ...collector, enabled: true })),
    () => {},
  );
  const scrape = async () => renderSamples(await engine.scrape(9_000)).split('\n');
  return {
    scrape,
    async scrapeOnce(ask, shown) {
      await expect.poll(() => ask().catch(String), patient).toMatch(shown);
      return scrape();
    },
    async close() {
      await engine.close();
      await docker.close();
    },
  };
};

/** Value of a series, whose labels stand in any order; absent where the page has no such series. */
export const seriesValue = (
  page: readonly string[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined => {
  const line = page.find(
    (one) =>
      (one.startsWith(`${name}{`) || one.startsWith(`${name} `)) &&
      Object.entries(labels).every(([label, value]) => one.includes(`${label}="${value}"`)),
  );
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1));
};
