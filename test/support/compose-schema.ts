import { z } from 'zod';

const size = z.string().regex(/^\d+[mg]$/, 'a size as 512m');
const length = z.string().regex(/^\d+s$/, 'a length of time as 10s');
const text = z.string().min(1);

const healthcheck = z.strictObject({
  test: z.tuple([z.literal('CMD')], text),
  interval: length,
  timeout: length,
  retries: z.int().positive(),
});

const service = z.strictObject({
  image: text,
  build: z
    .strictObject({ context: text, dockerfile: text, args: z.record(z.string(), z.string()).optional() })
    .optional(),
  hostname: text.optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  secrets: z.array(text).default([]),
  volumes: z.array(text).default([]),
  tmpfs: z.array(text).optional(),
  ports: z.array(text).default([]),
  expose: z.array(z.string().regex(/^\d+$/, 'a port')).default([]),
  depends_on: z
    .record(z.string(), z.strictObject({ condition: z.enum(['service_healthy', 'service_completed_successfully']) }))
    .default({}),
  restart: z.enum(['no', 'unless-stopped']),
  stop_grace_period: length.optional(),
  init: z.boolean().optional(),
  cap_drop: z.array(text).optional(),
  security_opt: z.array(text).optional(),
  ulimits: z.record(z.string(), z.strictObject({ soft: z.int(), hard: z.int() })).optional(),
  mem_limit: size,
  logging: z.strictObject({ driver: z.literal('json-file'), options: z.record(z.string(), z.string()) }),
  healthcheck: healthcheck.optional(),
});

/**
 * The parts of a compose file that docker-compose.monitoring.yml uses; any other key is refused as a slip of the pen.
 * @see https://github.com/compose-spec/compose-spec/blob/main/spec.md
 */
export const composeSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9_-]*$/),
  'x-own': z.unknown(),
  'x-log': z.unknown(),
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.null()),
  secrets: z.record(z.string(), z.strictObject({ file: text })),
});
