import { z } from 'zod';
import { target } from './schema-fields.ts';

/** The parts that somebody who is called may have to look at, by the names that the lab and the containers have for them. */
export const partNames = [
  'app',
  'exporter',
  'mariadb',
  'redis',
  'elasticsearch',
  'prometheus',
  'alertmanager',
] as const;

const service = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'the name of a service of the Swarm');

/** What the services call by one address and a person on call by another: ports that are published elsewhere. */
const reachedAt = z.record(target, target).default({});

/**
 * How the parts are run, so that runbooks can print the very commands that read their logs, restart and scale them.
 */
export const platformSchema = z.discriminatedUnion('kind', [
  /** `npm run lab`: processes of one machine. */
  z.strictObject({
    kind: z.literal('lab'),
    /** Where the engine of a Swarm answers that the lab runs the chat service on; absent where it is a process. */
    dockerHost: z.string().min(1).optional(),
  }),
  /** Containers of one machine. */
  z.strictObject({
    kind: z.literal('compose'),
    file: z.string().min(1).default('docker-compose.monitoring.yml'),
    reachedAt,
  }),
  /** Services of a Docker Swarm; commands are for a manager of it. */
  z.strictObject({
    kind: z.literal('swarm'),
    /** Services are called by this and the name of the part, but for those that `services` names. */
    stack: service.default('gapwatch'),
    services: z.partialRecord(z.enum(partNames), service).default({}),
    reachedAt,
  }),
]);
