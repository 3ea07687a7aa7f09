/** How many letters have to be put in, left out or changed to make the one of the other; `most` where it is more. */
const distance = (a: string, b: string, most: number): number => {
  if (Math.abs(a.length - b.length) >= most) return most;
  let before = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (before[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(change, (before[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    before = row;
  }
  return Math.min(before[b.length] ?? most, most);
};

/** A name without what kinds and units add to it, which is what most often changes. */
const stem = (name: string): string =>
  name.replace(/(_(total|count|sum|bucket|info|seconds|milliseconds|ms|bytes|created))+$/, '');

/** The names that are most like one, at most three; none where none is like it. */
export const nearestNames = (name: string, names: Iterable<string>): string[] => {
  const most = Math.max(2, Math.ceil(name.length / 4));
  return [...names]
    .map((other) => ({ other, far: stem(other) === stem(name) ? 0.5 : distance(name, other, most) }))
    .filter(({ far }) => far < most)
    .sort((a, b) => a.far - b.far || (a.other < b.other ? -1 : 1))
    .slice(0, 3)
    .map(({ other }) => other);
};
