import { z } from 'zod';
import { name } from './schema-fields.ts';

/** Who looks after what: every alert belongs to one team, and says so in its label `team`. */
export const teamSchema = z.strictObject({
  name,
  /** Names of alerts, or of groups of them; what nobody names belongs to the first team. */
  owns: z.array(z.string().min(1)).default([]),
});

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time as 09:00');

const isTimeZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    // Node takes offsets too, of which Alertmanager knows nothing.
    return !/^[+-]/.test(zone);
  } catch {
    return false;
  }
};

const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

/** When somebody looks at tickets: those of other times wait until then, and are not told if they have resolved. */
export const workingHoursSchema = z
  .strictObject({
    timeZone: z.string().refine(isTimeZone, 'a time zone as Asia/Seoul'),
    days: z
      .array(z.enum(days))
      .min(1)
      .default([...days.slice(0, 5)]),
    from: clock.default('09:00'),
    to: clock.default('18:00'),
    /** Days on which nobody works, as 2026-12-25. */
    holidays: z.array(z.iso.date()).default([]),
  })
  .superRefine(({ from, to }, { addIssue, issues }) => {
    if (issues.length === 0 && from >= to)
      addIssue({ code: 'custom', path: ['to'], message: 'a time later than workingHours.from' });
  });
