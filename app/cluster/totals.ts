import type { Family, FamilyValue } from '../telemetry/telemetry.ts';

/** Families that only grow. A gauge says nothing once its process is silent or gone. */
export const growing = (families: readonly Family[]): Family[] =>
  families.filter(({ type }) => type === 'counter' || type === 'histogram');

const keyOf = ({ metricName, labels }: FamilyValue): string =>
  JSON.stringify([metricName, Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);

/** Adds counters and histograms series by series. */
export const addTotals = (left: readonly Family[], right: readonly Family[]): Family[] => {
  const sums = new Map<string, Map<string, FamilyValue>>();
  const heads = new Map<string, Family>();
  for (const family of [...left, ...right]) {
    heads.set(family.name, family);
    const series = sums.get(family.name) ?? new Map<string, FamilyValue>();
    sums.set(family.name, series);
    for (const value of family.values) {
      const key = keyOf(value);
      series.set(key, { ...value, value: value.value + (series.get(key)?.value ?? 0) });
    }
  }
  return [...heads].map(([name, family]) => ({ ...family, values: [...(sums.get(name)?.values() ?? [])] }));
};
