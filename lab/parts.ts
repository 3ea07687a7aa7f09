import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setUpElasticsearch } from '../apply/elasticsearch/set-up.ts';
import { elasticResources } from '../logstash/elastic-resources.ts';
import type { LabContext } from './context.ts';
import { databaseAccounts } from './database-accounts.ts';
import { appService, exporterService, peopleService } from './own-services.ts';
import { alertmanager, alertmanagerService } from './servers/alertmanager.ts';
import { elasticsearch, elasticsearchService } from './servers/elasticsearch.ts';
import { mariadb, mariadbService } from './servers/mariadb.ts';
import { prometheus, prometheusService } from './servers/prometheus.ts';
import { redis, redisService } from './servers/redis.ts';
import type { Program, Server, Service } from './service.ts';

/** A part of the lab: a server, or a program of this project. */
export interface Part {
  readonly name: string;
  /** Parts without which this one is of no use, and is left out too. */
  readonly needs: readonly string[];
  /** Where its program comes from; absent where it is this project's own. */
  readonly server?: Server;
  /** @param program of its server; Node where it has none */
  readonly make: (context: LabContext, program: Program) => Service;
}

const addressOf = (url: string): { host: string; port: number } => {
  const { hostname, port, protocol } = new URL(url);
  return { host: hostname, port: Number(port || (protocol === 'https:' ? 443 : 80)) };
};

/** What the lab runs, each after those that it needs. The inbox is not among them: it lives in the lab's own process. */
export const parts: readonly Part[] = [
  {
    name: mariadb.name,
    needs: [],
    server: mariadb,
    make: ({ config, paths }, program) =>
      mariadbService(program, { ...config.mysql, ...databaseAccounts(config, paths) }),
  },
  {
    name: redis.name,
    needs: [],
    server: redis,
    make: ({ config, paths }, program) =>
      redisService(program, { ...config.redis, folder: join(paths.folder, 'redis') }),
  },
  {
    name: elasticsearch.name,
    needs: [],
    server: elasticsearch,
    make: ({ config, paths }, program) => ({
      ...elasticsearchService(program, {
        ...addressOf(config.urls.elasticsearch),
        folder: join(paths.folder, 'elasticsearch'),
      }),
      // Before the app begins to log: without the template its lines are refused.
      afterReady: (say) => setUpElasticsearch(config.urls.elasticsearch, elasticResources(config), say),
    }),
  },
  { name: 'app', needs: [mariadb.name], make: appService },
  { name: 'exporter', needs: [], make: exporterService },
  {
    name: alertmanager.name,
    needs: [],
    server: alertmanager,
    make: ({ config, paths }, program) => {
      const folder = join(paths.folder, 'alertmanager');
      const service = alertmanagerService(program, {
        ...addressOf(config.urls.alertmanager),
        folder,
        configFile: join(paths.configuration, 'alerts/generated/alertmanager.yml'),
      });
      return {
        ...service,
        async prepare(say, signal) {
          await service.prepare?.(say, signal);
          // Whom it told of what: forgotten, so that each start tells anew what fires, the Watchdog first.
          await rm(join(folder, 'nflog'), { force: true });
        },
      };
    },
  },
  {
    name: prometheus.name,
    needs: [],
    server: prometheus,
    // Last of those that others watch, and so the first to stop: neither a start nor a stop of the lab is an outage.
    make: ({ config, paths }, program) => ({
      ...prometheusService(program, {
        ...addressOf(config.urls.prometheus),
        folder: join(paths.folder, 'prometheus'),
        configFile: join(paths.configuration, 'prometheus/generated/prometheus.yml'),
      }),
      after: ['app', 'exporter', alertmanager.name],
    }),
  },
  { name: 'people', needs: ['app'], make: peopleService },
];

/** Names that --without takes. */
export const partNames: readonly string[] = [...parts.map(({ name }) => name), 'inbox'];
