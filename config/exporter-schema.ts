import { z } from 'zod';
import { host, name, port } from './schema-fields.ts';

/** The exporter: where it listens, whom it asks as whom, and what of its collectors differs from their defaults. */
export const exporterSchema = z.strictObject({
  host: host.default('127.0.0.1'),
  port: port.default(9842),
  mysqlUser: name.default('gapwatch_exporter'),
  mysqlPasswordFile: z.string().default('.lab/secrets/mysql-exporter'),
  /** Where the Docker engine answers; Swarm is skipped with a sentence where it does not. */
  dockerSocket: z.string().default('/var/run/docker.sock'),
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
});
