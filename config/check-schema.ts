import { z } from 'zod';

/** What `gapwatch check` finds that may stay for a while. Each exclusion ends: whatever it excuses is then found again. */
const exclusion = z.strictObject({
  /** The name of the rule, as a finding tells it. */
  rule: z.string().min(1),
  /** The file of the findings, as they tell it; all files where it is absent. */
  file: z.string().min(1).optional(),
  /** The place in it, as a finding tells it: `panel "Rooms", query A`; all places where it is absent. */
  where: z.string().min(1).optional(),
  /** Why it may stay. */
  reason: z.string().regex(/\S{2}.*\.$/s, 'a sentence that ends with a full stop'),
  /** The last day on which it holds, at most a year ahead. */
  until: z.iso.date(),
});

/** What `gapwatch check` looks at. */
export const checkSchema = z.strictObject({ exclusions: z.array(exclusion).max(100).default([]) });
