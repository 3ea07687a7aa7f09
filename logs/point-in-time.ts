const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * A point in time as people write it: how long ago (`90s`, `15m`, `2h`, `1d`), or a day or a time as ISO 8601 has it, in UTC unless it says
 * otherwise. Undefined where it is neither. @param now in milliseconds since the epoch, as is the answer
 */
export const parsePointInTime = (text: string, now: number): number | undefined => {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text) ?? [];
  if (amount !== undefined) return now - Number(amount) * (units[unit ?? ''] ?? 0);
  if (!/^\d{4}-\d{2}-\d{2}(?:[T ]|$)/.test(text)) return undefined;
  const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/.test(text);
  const time = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) || hasZone ? text : `${text}Z`);
  return Number.isNaN(time) ? undefined : time;
};
