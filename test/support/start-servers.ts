import { join } from 'node:path';
import { alertmanager, alertmanagerService } from '../../lab/servers/alertmanager.ts';
import { elasticsearch, elasticsearchService } from '../../lab/servers/elasticsearch.ts';
import { prometheus, prometheusService } from '../../lab/servers/prometheus.ts';
import { redis, redisService } from '../../lab/servers/redis.ts';
import { freePort } from './free-port.ts';
import { findServer, startServer, type TestServer } from './start-service.ts';

const host = '127.0.0.1';

/** Starts a Redis of its own. */
export const startRedis = async (): Promise<TestServer> => {
  const program = await findServer(redis);
  const port = await freePort();
  return startServer((folder) => redisService(program, { folder: join(folder, 'redis'), host, port }));
};

/** Starts an Elasticsearch of its own (about 10 s, 500 MB). */
export const startElasticsearch = async (): Promise<TestServer> => {
  const program = await findServer(elasticsearch);
  const port = await freePort();
  return startServer((folder) => elasticsearchService(program, { folder: join(folder, 'elasticsearch'), host, port }));
};

/** Starts a Prometheus of its own. */
export const startPrometheus = async ({ configFile }: { configFile: string }): Promise<TestServer> => {
  const program = await findServer(prometheus);
  const port = await freePort();
  return startServer((folder) =>
    prometheusService(program, { folder: join(folder, 'prometheus'), host, port, configFile }),
  );
};

/** Starts an Alertmanager of its own. */
export const startAlertmanager = async ({ configFile }: { configFile: string }): Promise<TestServer> => {
  const program = await findServer(alertmanager);
  const port = await freePort();
  return startServer((folder) =>
    alertmanagerService(program, { folder: join(folder, 'alertmanager'), host, port, configFile }),
  );
};
