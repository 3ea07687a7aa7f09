import { resolve } from 'node:path';
import type { Config } from '../config/load-config.ts';
import { chatTablesCollector } from './chat-tables/collector.ts';
import { containersCollector } from './containers/collector.ts';
import { thisNode } from './containers/this-node.ts';
import type { Collector } from './engine/collector.ts';
import { makeMysqlCollectors } from './mysql/mysql-collectors.ts';
import { openSession, type Session } from './mysql/session.ts';
import { openDocker } from './swarm/docker-client.ts';
import { swarmNodesCollector } from './swarm/nodes-collector.ts';
import { swarmServicesCollector } from './swarm/services-collector.ts';
import { readSwarm } from './swarm/swarm-reader.ts';

const closing = (collector: Collector, session: Pick<Session, 'close'>): Collector => ({
  ...collector,
  async close() {
    await collector.close?.();
    await session.close();
  },
});

/**
 * Every collector, in the order of the page. The server's share one connection to MySQL, and the chat tables have their own,
 * so that neither waits for the other. Those of the swarm share one client of the Docker engine.
 */
export const makeCollectors = ({ root, mysql, exporter, tables }: Config): readonly Collector[] => {
  const login = {
    host: mysql.host,
    port: mysql.port,
    user: exporter.mysqlUser,
    passwordFile: resolve(root, exporter.mysqlPasswordFile),
  };
  const chat = openSession(login);
  const docker = openDocker(exporter.dockerSocket);
  const swarm = readSwarm(docker);
  return [
    ...makeMysqlCollectors(login),
    closing(chatTablesCollector({ query: chat.query, database: mysql.database, tables }), chat),
    closing(swarmNodesCollector(swarm), docker),
    swarmServicesCollector(swarm),
    containersCollector(thisNode(docker, exporter.cgroupFolder)),
  ];
};
