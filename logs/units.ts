const unitsOfBytes = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Bytes for a person: 16 MiB, 1.5 KiB. */
export const bytesText = (bytes: number): string => {
  const power = Math.min(unitsOfBytes.length - 1, bytes < 1024 ? 0 : Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${power > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} ${unitsOfBytes[power]}`;
};

const unitsOfTime = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

/** A time in seconds for a person, by its two largest units: 2 d 3 h, 41 min 10 s, 0.4 s. */
export const durationText = (seconds: number): string => {
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`;
  let rest = Math.round(seconds);
  const first = unitsOfTime.findIndex(([, size]) => rest >= size);
  const parts = unitsOfTime.slice(first, first + 2).flatMap(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count > 0 ? [`${count} ${unit}`] : [];
  });
  return parts.join(' ');
};
