/** Bytes that lie in a spool of this process and are not shipped, those that it adopted among them. */
export interface Usage {
  bytes: number;
  readonly limit: number;
  /** Bytes that the disk has left, as last asked and as this process has written and removed since, and has in all; Infinity until asked. */
  free: number;
  disk: number;
}

/** How dear a line is: debug lines go first, then information; errors and warnings stay until nothing has room. */
export type Weight = 0 | 1 | 2;

/** Share of the limit from which lines of each weight are given up. */
export const sharesOfLimit = [0.8, 0.9, 1] as const;

/**
 * Bytes that the disk must have left for lines of each weight; of a small one the share that follows is enough. Dear ones leave a little
 * too: on a disk that is full to the last byte no other process could make its folder, and so ship what fills it.
 */
const reserves = [64 * 1024 * 1024, 32 * 1024 * 1024, 8 * 1024 * 1024] as const;
const diskShares = [0.2, 0.1, 0.05] as const;

/** How dear a line of winston's (npm's and syslog's) or pino's levels is; of a level of somebody's own, as information. */
export const weightOf = (level: string): Weight => {
  switch (level) {
    case 'emerg':
    case 'alert':
    case 'crit':
    case 'fatal':
    case 'error':
    case 'warning':
    case 'warn':
      return 2;
    case 'http':
    case 'verbose':
    case 'debug':
    case 'silly':
    case 'trace':
      return 0;
    default:
      return 1;
  }
};

/** Why a line of that weight and size is given up now; undefined if it need not be. */
export const shedReason = (usage: Usage, weight: Weight, size: number): 'spool_full' | 'disk' | undefined => {
  if (usage.bytes + size > usage.limit * sharesOfLimit[weight]) return 'spool_full';
  return usage.free < Math.min(reserves[weight], usage.disk * diskShares[weight]) ? 'disk' : undefined;
};
