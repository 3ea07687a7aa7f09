/** Who else ships lines to Elasticsearch, by their packages of npm. */
export const peers = ['winston-elasticsearch', 'pino-elasticsearch'] as const;

export type Peer = (typeof peers)[number];

/** The versions that are compared. */
export const versions: Readonly<Record<Peer, string>> = {
  'winston-elasticsearch': '0.19.0',
  'pino-elasticsearch': '9.0.0',
};

/** Who ships lines. */
export type Shipping = 'ours' | Peer;

/** Who writes lines. */
export type Kind = Shipping | 'file';

/** A peer as a table names it. */
export const titleOf = (peer: Peer): string => `${peer} ${versions[peer]}`;

/** Lines that each logs before it is looked at: as after hours of service, what it does is compiled by then. */
export const warmUpLines = 2_000;

/** What a process is to log, as JSON in its argument. */
export interface LogTask {
  readonly kind: Kind;
  /** Where the peers are installed. */
  readonly installed: string;
  readonly url: string;
  readonly stream: string;
  /** For the spool, or the file. */
  readonly folder: string;
  /** Lines a second; none at 0. */
  readonly rate: number;
  /** So many lines as fast as they go, in the place of a rate. */
  readonly flood?: number;
  /** Whether it tells again and again what it has logged. */
  readonly tells?: true;
}

/** What the process says when it has warmed up, by so many lines. */
export interface Warm {
  readonly warm: number;
}

/** What it says again and again, in case that it is killed or dies. */
export interface Told {
  readonly told: number;
  readonly growthMib: number;
}

/** What it says when it logs no more. */
export interface Stopped {
  readonly lines: number;
  /** Microseconds for which the callers of the logger waited: of half of the lines at most, and of 99 in 100. */
  readonly caller: { readonly p50: number; readonly p99: number };
  /** Milliseconds by which 99 in 100 turns of its event loop were late at most. */
  readonly loopMs: number;
}

/** What it says when all is delivered. */
export interface Reported {
  /** Most resident memory beyond that after the first lines, in MiB. */
  readonly growthMib: number;
  /** Milliseconds of processor time since then. */
  readonly cpuMs: number;
}
