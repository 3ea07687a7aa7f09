import type { Fault } from '../support/start-fault-proxy.ts';

/** How a process that logs ends: when all that it has logged is shipped, or before. */
export const ends = ['none', 'SIGTERM', 'SIGKILL', 'uncaught'] as const;

export type End = (typeof ends)[number];

/** What happens to lines under way, for the middle part of a run. */
export interface Scenario {
  readonly name: string;
  /** What stands between who logs and the store. */
  readonly fault: Fault;
  /** Every so many lines one that the store refuses for ever. */
  readonly poison?: number;
  /** Nobody has made the data stream's template when the run begins. */
  readonly late?: boolean;
  /** The data stream goes on to its next index, several times. */
  readonly rollOver?: boolean;
  /** Room for this share of what is logged meanwhile: on the disk, or by the spool's own limit. */
  readonly full?: { readonly what: 'disk' | 'spool'; readonly share: number };
  /** Logstash, which says nothing of single lines nor of what it has stored, promises less. */
  readonly straightOnly?: boolean;
}

/** Each of them is met by processes of every end. */
export const scenarios: readonly Scenario[] = [
  { name: 'healthy', fault: 'none' },
  { name: 'refused', fault: 'refused' },
  { name: 'status 503', fault: 'status 503' },
  { name: 'accepted but silent', fault: 'silent' },
  { name: 'item 429', fault: 'item 429', straightOnly: true },
  { name: 'reset after commit', fault: 'reset after commit' },
  { name: 'poison document', fault: 'none', poison: 50 },
  { name: 'status 413', fault: 'status 413' },
  { name: 'status 401', fault: 'status 401' },
  { name: 'index missing', fault: 'none', late: true },
  { name: 'full disk', fault: 'refused', full: { what: 'disk', share: 0.25 } },
  { name: 'full spool', fault: 'refused', full: { what: 'spool', share: 0.25 } },
  { name: 'roll-over while ambiguous', fault: 'reset after commit', rollOver: true, straightOnly: true },
];
