import { z } from 'zod';
import { eachOnce } from './each-once.ts';
import { name } from './schema-fields.ts';

const target = z.string().regex(/^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):\d{1,5}$/, 'a host and its port as db1:3306');

/** Who is asked by `/probe`, and as whom: a password goes only to the targets of its own module. */
export const probeModule = z.strictObject({
  name,
  /** The only servers that this module asks. */
  targets: z
    .array(target)
    .min(1)
    .max(1_000)
    .superRefine(eachOnce([], (one: string) => one)),
  mysqlUser: name,
  mysqlPasswordFile: z.string().min(1),
  /** Names of collectors of MySQL; all that run by default where it is absent. */
  collectors: z.array(name).min(1).optional(),
});
