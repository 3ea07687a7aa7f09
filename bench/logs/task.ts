/** Who writes lines. */
export type Kind = 'ours' | 'winston-elasticsearch' | 'file';

/** What a process is to log, as JSON in its argument. */
export interface LogTask {
  readonly kind: Kind;
  /** Where the peers are installed. */
  readonly peers: string;
  readonly url: string;
  readonly stream: string;
  /** For the spool, or the file. */
  readonly folder: string;
  /** Lines a second; none at 0. */
  readonly rate: number;
  /** So many lines as fast as they go, in the place of a rate. */
  readonly flood?: number;
  /** Whether it tells again and again how many lines it has logged. */
  readonly tells?: true;
}

/** What the process says when it logs no more. */
export interface Stopped {
  readonly lines: number;
  /** Microseconds for which the callers of the logger waited: of half of the lines at most, and of 99 in 100. */
  readonly caller: { readonly p50: number; readonly p99: number };
  /** Milliseconds by which 99 in 100 turns of its event loop were late at most. */
  readonly loopMs: number;
}

/** What it says when all is delivered. */
export interface Reported {
  /** Most resident memory beyond that after the first second, in MiB. */
  readonly growthMib: number;
  /** Milliseconds of processor time since then. */
  readonly cpuMs: number;
}
