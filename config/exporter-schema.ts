import { z } from 'zod';
import { customQuery } from './custom-query-schema.ts';
import { eachOnce } from './each-once.ts';
import { elasticsearchSchema } from './exporter-elasticsearch-schema.ts';
import { probeModule } from './probe-schema.ts';
import { host, name, port, target } from './schema-fields.ts';

/** The exporter: where it listens, whom it asks as whom, and what of its collectors differs from their defaults. */
export const exporterSchema = z.strictObject({
  host: host.default('127.0.0.1'),
  port: port.default(9842),
  mysqlUser: name.default('gapwatch_exporter'),
  mysqlPasswordFile: z.string().default('.lab/secrets/mysql-exporter'),
  /** Where the Docker engine answers; Swarm is skipped with a sentence where it does not. */
  dockerSocket: z.string().default('/var/run/docker.sock'),
  /** Where Prometheus finds the agent of each node of a swarm (`gapwatch exporter --agent`). */
  agentTargets: z.array(target).max(1_000).default([]),
  /** Where the host's /sys/fs/cgroup is mounted into a container with the agent; found by itself where it is absent. */
  cgroupFolder: z.string().regex(/^\//, 'an absolute path').optional(),
  /**
   * Where the host's / is mounted, with what is mounted below it, into a container that tells of the host's filesystems. Without
   * it a container tells of the one only that holds Docker's data, by its own /etc/hosts. Let the container's user be nobody.
   */
  hostFolder: z
    .string()
    .regex(/^\/.*[^/]$/, 'an absolute path without a slash at its end')
    .optional(),
  /** Who asks the Elasticsearch of `urls.elasticsearch`, where that wants to know. */
  elasticsearch: elasticsearchSchema.prefault({}),
  /** What differs from the defaults of the collectors, by their names; exporter/generated/collectors.md lists them. */
  collectors: z
    .record(
      name,
      z.strictObject({
        enabled: z.boolean().optional(),
        /** Its own deadline; a scrape with less time shortens it. */
        timeoutMs: z.int().min(1).max(60_000).optional(),
      }),
    )
    .default({}),
  /** Series that a page takes of each family; those beyond are left out and counted. */
  seriesPerFamily: z.int().min(1).max(1_000_000).default(50_000),
  /**
   * Serves https, and asks for passwords: a file in the format of Prometheus' exporter-toolkit. `--web.config.file` wins. It is
   * read again when it changes.
   */
  webConfigFile: z.string().min(1).optional(),
  /** Metrics by statements of your own. */
  queries: z
    .array(customQuery)
    .max(100)
    .superRefine(eachOnce(['name'], ({ name }) => name))
    .default([]),
  /** Other servers, which `/probe?target=db1:3306&module=replicas` asks. Without it there is no such address. */
  probe: z
    .strictObject({
      modules: z
        .array(probeModule)
        .min(1)
        .max(100)
        .superRefine(eachOnce(['name'], ({ name }) => name)),
    })
    .optional(),
});
