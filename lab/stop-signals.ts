/** A terminal and npm may both pass the same Ctrl-C on; within this it counts once. Milliseconds. */
const sameRequestMs = 500;

const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** All that is needed of a process. */
interface SignalEmitter {
  on(name: NodeJS.Signals, listener: () => void): unknown;
  off(name: NodeJS.Signals, listener: () => void): unknown;
}

/** What is done when a person, or the machine, wants the lab to stop. */
export interface StopHandlers {
  readonly onStop: () => void;
  /** The second time, and each one after it. */
  readonly onAgain: () => void;
}

/**
 * Listens for the signals that ask a program to stop.
 * @param now milliseconds of a clock that only goes forward
 * @returns stops listening
 */
export const listenForStop = (
  emitter: SignalEmitter,
  { onStop, onAgain }: StopHandlers,
  now: () => number = () => performance.now(),
): (() => void) => {
  let first: number | undefined;
  const listener = () => {
    if (first === undefined) {
      first = now();
      onStop();
    } else if (now() - first > sameRequestMs) {
      onAgain();
    }
  };
  for (const name of names) emitter.on(name, listener);
  return () => {
    for (const name of names) emitter.off(name, listener);
  };
};
