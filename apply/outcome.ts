import { ApplyError } from './apply-error.ts';
import { bring } from './bring.ts';
import type { Plan, PlanOptions, Target } from './target.ts';

/** What was found out of a server, and done about it. */
export interface Outcome {
  readonly target: Target;
  readonly state: 'same' | 'differs' | 'applied' | 'failed';
  /** Absent where the server could not be read. */
  readonly plan?: Plan;
  /** Sentences for the reader that came up only when it was done. */
  readonly learned?: readonly string[];
  /** Why it failed, in a sentence. */
  readonly problem?: string;
}

const failure = (target: Target, error: unknown, plan?: Plan): Outcome => {
  if (!(error instanceof ApplyError)) throw error;
  return { target, state: 'failed', ...(plan && { plan }), problem: error.message };
};

/** Compares a server with what the project says. */
export const examine = async (target: Target, options: PlanOptions): Promise<Outcome> => {
  try {
    const plan = await target.plan(options);
    return { target, state: plan.changes.length > 0 ? 'differs' : 'same', plan };
  } catch (error) {
    return failure(target, error);
  }
};

/** Gives a server that differs what the project says. */
export const amend = async (outcome: Outcome, options: PlanOptions): Promise<Outcome> => {
  const { target, state, plan } = outcome;
  if (state !== 'differs' || plan === undefined) return outcome;
  try {
    const learned = await bring(target, plan, options);
    return { ...outcome, state: 'applied', learned };
  } catch (error) {
    return failure(target, error, plan);
  }
};
