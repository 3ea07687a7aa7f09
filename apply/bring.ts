import { ApplyError } from './apply-error.ts';
import { carryOut } from './carry-out.ts';
import type { Change, Plan, PlanOptions, Target } from './target.ts';
import { showDifference } from './tree/show-difference.ts';

const first = ({ action, kind, name, differences: [difference] }: Change): string =>
  difference === undefined ? `${action} ${kind} ${name}` : `${kind} ${name}: ${showDifference(difference)}`;

/**
 * Carries a plan out, whole or not at all, and looks whether the server is then as it should be.
 * @returns notes that could not be made before
 * @throws ApplyError if something stands in the way, a step fails, or the server still differs
 */
export const bring = async (target: Target, plan: Plan, options: PlanOptions): Promise<readonly string[]> => {
  if (plan.obstacles.length > 0) throw new ApplyError(plan.obstacles.join(' '));
  if (plan.steps.length === 0) return [];
  await carryOut(plan.steps, options.signal);
  const after = await target.plan(options);
  const [still, ...more] = after.changes;
  if (still === undefined) return after.notes.filter((note) => !plan.notes.includes(note));
  const others = more.length > 0 ? ` and ${more.length} more` : '';
  throw new ApplyError(
    `${target.title} at ${target.url} has taken all, and still differs (${first(still)}${others}); ${plan.advice}.`,
  );
};
