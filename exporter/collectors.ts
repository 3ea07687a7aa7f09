import { resolve } from 'node:path';
import { logDataStreams, searchAlias } from '../config/elasticsearch-names.ts';
import type { Config } from '../config/load-config.ts';
import { chatTablesCollector } from './chat-tables/collector.ts';
import { containersCollector } from './containers/collector.ts';
import { thisNode } from './containers/this-node.ts';
import { customQueriesCollector } from './custom/collector.ts';
import { readQueries } from './custom/custom-query.ts';
import { customSetUp } from './custom/session-set-up.ts';
import { openElasticsearch } from './elasticsearch/client.ts';
import { elasticsearchCollector } from './elasticsearch/collector.ts';
import type { Collector } from './engine/collector.ts';
import { hostCollector } from './host/collector.ts';
import { thisMachine } from './host/this-machine.ts';
import { makeMysqlCollectors } from './mysql/mysql-collectors.ts';
import { openSession, type Session } from './mysql/session.ts';
import { openDocker } from './swarm/docker-client.ts';
import { swarmNodesCollector } from './swarm/nodes-collector.ts';
import { swarmServicesCollector } from './swarm/services-collector.ts';
import { readSwarm } from './swarm/swarm-reader.ts';

/** Collectors that share connections; they live as long as what they read of the configuration stays the same. */
export interface CollectorPart {
  /** What they read of it, as plain data. */
  readonly reads: unknown;
  /** Makes them; nothing is connected before the first collection. */
  readonly make: () => readonly Collector[];
}

const closing = (collector: Collector, session: Pick<Session, 'close'>): Collector => ({
  ...collector,
  async close() {
    await collector.close?.();
    await session.close();
  },
});

const absolute = <K extends string>(root: string, files: Readonly<Partial<Record<K, string | undefined>>>) =>
  Object.fromEntries(
    Object.entries<string | undefined>(files).map(([key, file]) => [key, file && resolve(root, file)]),
  ) as Partial<Record<K, string>>;

/**
 * Every collector, in the order of the page. The server's share one connection to MySQL, and the chat tables and the user's own
 * statements have their own each, so that none waits for another. Those of the swarm share one client of the Docker engine.
 * @throws ConfigError if a statement of `exporter.queries` is none that only reads
 */
export const collectorParts = (config: Config): readonly CollectorPart[] => {
  const { root, mysql, exporter, tables } = config;
  const login = {
    host: mysql.host,
    port: mysql.port,
    user: exporter.mysqlUser,
    passwordFile: resolve(root, exporter.mysqlPasswordFile),
  };
  const queries = readQueries(exporter.queries);
  const { indices = [...logDataStreams(config), searchAlias(config)], user, ...files } = exporter.elasticsearch;
  const search = { url: config.urls.elasticsearch, user, ...absolute(root, files) };
  return [
    { reads: login, make: () => makeMysqlCollectors(login) },
    {
      reads: [login, mysql.database, tables],
      make() {
        const chat = openSession(login);
        return [closing(chatTablesCollector({ ...chat, database: mysql.database, tables }), chat)];
      },
    },
    {
      reads: [login, queries],
      make() {
        const { query, close } = openSession(login, customSetUp(queries));
        return [customQueriesCollector({ query, queries, close })];
      },
    },
    {
      reads: [search, indices],
      make: () => [elasticsearchCollector(openElasticsearch(search), indices)],
    },
    {
      reads: [exporter.dockerSocket, exporter.cgroupFolder],
      make() {
        const docker = openDocker(exporter.dockerSocket);
        const swarm = readSwarm(docker);
        return [
          closing(swarmNodesCollector(swarm), docker),
          swarmServicesCollector(swarm),
          containersCollector(thisNode(docker, exporter.cgroupFolder)),
        ];
      },
    },
    { reads: [exporter.hostFolder], make: () => [hostCollector(thisMachine(exporter.hostFolder))] },
  ];
};

/** The collectors of all parts, in order. */
export const makeCollectors = (config: Config): readonly Collector[] =>
  collectorParts(config).flatMap(({ make }) => make());
