import { z } from 'zod';
import { eachOnce } from './each-once.ts';
import { ownDatasets } from './log-datasets.ts';

const reserved: readonly string[] = Object.values(ownDatasets);

const field = z.strictObject({
  /** Dotted path in the document. */
  name: z.string().regex(/^@?\w+(\.\w+)*$/, 'a dotted path as order.id'),
  type: z.enum(['keyword', 'text', 'date', 'long', 'double', 'boolean']),
});

const service = z.strictObject({
  /** As its transport has it in `dataset`, or in `service` where it has none. */
  dataset: z
    .string()
    .regex(/^[a-z0-9_][a-z0-9._]{0,79}$/, 'lower-case letters, digits, dots and underscores')
    .refine((text) => !reserved.includes(text), 'one whose data streams gapwatch does not use itself'),
  /** As its transport has it in `service.environment`; `default`, as the transport has it, unless given. */
  environment: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._]{0,79}$/, 'lower-case letters, digits, dots and underscores, no sign first')
    .default('default'),
  /** As its transport has them in `fields`; those of ECS unless given. Those of any line keep their types. */
  fields: z
    .array(field)
    .min(1)
    .max(400)
    .superRefine(eachOnce(['name'], ({ name }) => name))
    .optional(),
});

/** As many services as may be named. */
export const mostServices = 100;

/** Services besides the chat whose logger writes by `gapwatch/winston`: each gets data streams, and a role to ship to them. */
export const logServicesSchema = z
  .array(service)
  .max(mostServices)
  .superRefine(eachOnce(['dataset'], ({ dataset }) => dataset));
