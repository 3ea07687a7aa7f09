import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { alertmanager, alertmanagerService } from '../../lab/servers/alertmanager.ts';
import { elasticsearch, elasticsearchService } from '../../lab/servers/elasticsearch.ts';
import { elasticsearchFolders } from '../../lab/servers/elasticsearch-settings.ts';
import { answersOk } from '../../lab/servers/http-answer.ts';
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

/** How an Elasticsearch differs from that of the lab. */
interface ElasticsearchOptions {
  /** Gives its elasticsearch.yml, made of the lab's. */
  readonly edit?: (settings: string) => string;
  /** Waits for its HTTP server only, where its cluster never comes to be. */
  readonly alone?: boolean;
}

/** Starts an Elasticsearch of its own (about 10 s, 500 MB). */
export const startElasticsearch = async ({
  edit = (settings) => settings,
  alone = false,
}: ElasticsearchOptions = {}): Promise<TestServer> => {
  const program = await findServer(elasticsearch);
  const port = await freePort();
  return startServer((root) => {
    const folder = join(root, 'elasticsearch');
    const service = elasticsearchService(program, { folder, host, port });
    return {
      ...service,
      async prepare(say, signal) {
        await service.prepare?.(say, signal);
        const file = join(elasticsearchFolders(folder).conf, 'elasticsearch.yml');
        await writeFile(file, edit(await readFile(file, 'utf8')));
      },
      ...(alone && { ready: (signal: AbortSignal) => answersOk(service.url, signal) }),
    };
  });
};

interface PrometheusChoice {
  readonly configFile: string;
  /** Whether it can be told to read its files again; Prometheus' own default is that it cannot. */
  readonly lifecycle?: boolean;
}

/** Starts a Prometheus of its own. */
export const startPrometheus = async ({ configFile, lifecycle = true }: PrometheusChoice): Promise<TestServer> => {
  const program = await findServer(prometheus);
  const port = await freePort();
  return startServer((folder) => {
    const service = prometheusService(program, { folder: join(folder, 'prometheus'), host, port, configFile });
    return { ...service, args: service.args.filter((arg) => lifecycle || arg !== '--web.enable-lifecycle') };
  });
};

/** Starts an Alertmanager of its own, with more in its environment or on its command line where a test needs that. */
export const startAlertmanager = async ({
  configFile,
  env = {},
  args = [],
}: {
  readonly configFile: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}): Promise<TestServer> => {
  const program = await findServer(alertmanager);
  const port = await freePort();
  return startServer((folder) => {
    const service = alertmanagerService(program, { folder: join(folder, 'alertmanager'), host, port, configFile });
    return { ...service, args: [...service.args, ...args], env: { ...service.env, ...env } };
  });
};
