/** A program on this machine, with what must be in its environment. */
export interface Program {
  readonly path: string;
  readonly version: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Says one line to the person who started the lab. */
export type Say = (line: string) => void;

/**
 * A process that the lab runs: a server, or a part of this project. Plain data; the supervisor starts, watches, restarts
 * and stops it, and the tests run the same.
 */
export interface Service {
  readonly name: string;
  readonly version: string;
  /** Where a person or a client reaches it. */
  readonly url: string;
  readonly host: string;
  /** Ports that must be free before the first start. */
  readonly ports: readonly number[];
  /** Names of services that must be ready before this one starts. Those left out with --without do not count. */
  readonly after: readonly string[];
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /**
   * Before every start: makes folders, writes configuration, initialises data. Safe to repeat. Ends soon after the signal
   * aborts, with all that it has started.
   */
  readonly prepare?: (say: Say, signal: AbortSignal) => Promise<void>;
  /** Whether it answers as it should now; called until it does. Must itself end soon after the signal aborts. */
  readonly ready: (signal: AbortSignal) => Promise<boolean>;
  /** Once after every start, when ready: makes users, schemas, templates. Safe to repeat. */
  readonly afterReady?: (say: Say) => Promise<void>;
  /** Milliseconds until it must be ready, on a slow machine. */
  readonly readyWithinMs: number;
  readonly stopSignal: 'SIGTERM' | 'SIGINT' | 'SIGQUIT';
}

/** A server that the lab does not make itself: where it is looked for, and how it comes onto the machine. */
export interface Server {
  readonly name: string;
  /** Environment variable that names the program (or its home), looked at first. */
  readonly variable: string;
  /** The program as found by the variable, then on PATH and the usual places; absent where it is not. */
  readonly find: () => Promise<Program | undefined>;
  /** Debian's packages that bring it, so that several servers' can be installed in one call. */
  readonly packages: readonly string[];
  /**
   * Installs it by the package manager; says a line for each thing installed.
   * @throws InstallError where it cannot be had, and the signal's reason once that is aborted
   */
  readonly install: (say: Say, signal: AbortSignal) => Promise<void>;
  /** What the lab does without it, for the one line that says so. */
  readonly without: string;
}
