import type { SwarmTask } from './docker-schema.ts';
import type { failureReasons } from './families.ts';

export type FailureReason = (typeof failureReasons)[number];

/**
 * What the engine's errors say, in the order in which they are looked for: a health check that fails also ends the process, and
 * a container that could not be started has an exit code too.
 */
const said: readonly (readonly [RegExp, FailureReason])[] = [
  [/oom-?killed|out of memory|cannot allocate memory/i, 'oom'],
  [/unhealthy container/i, 'unhealthy'],
  [/no such image|pull access denied|manifest unknown|manifest for .* not found|invalid reference format/i, 'image'],
  [/non-zero exit \(137\)/, 'killed'],
  [/non-zero exit \(/, 'exit_nonzero'],
];

/** Its container was not even started: said of tasks that failed, and of tasks that were rejected. */
const startFailed = /starting container failed|OCI runtime|create failed|failed to create|invalid mount/i;

/** Of what the engine says of a task the parts that tell the reason. The rest may quote a command, and so a password. */
export const knownPartsOf = (text: string): string =>
  [...said.map(([pattern]) => pattern), startFailed].flatMap((pattern) => pattern.exec(text)?.[0] ?? []).join('; ');

/** Why a task failed; undefined of one that did not. */
export const failureReasonOf = ({
  Status: { State, Err = '' },
}: Pick<SwarmTask, 'Status'>): FailureReason | undefined => {
  if (State === 'orphaned') return 'orphaned';
  if (State !== 'failed' && State !== 'rejected') return undefined;
  const reason = said.find(([pattern]) => pattern.test(Err))?.[1];
  if (reason !== undefined) return reason;
  if (startFailed.test(Err)) return 'start';
  return State === 'rejected' ? 'rejected' : 'other';
};
