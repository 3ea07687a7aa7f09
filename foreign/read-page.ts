import { stringOf } from '../prometheus/lint/literals.ts';

/** A series of a page: its labels, the name among them as `__name__`. */
export type PageSeries = ReadonlyMap<string, string>;

/** One label within braces, or a quoted name alone, as newer pages have it. */
const label = /\s*(?:([a-zA-Z_][\w.]*|"(?:[^"\\]|\\.)*")\s*=\s*)?("(?:[^"\\]|\\.)*")\s*,?/y;

const labelsIn = (text: string): Map<string, string> | undefined => {
  const labels = new Map<string, string>();
  label.lastIndex = 0;
  while (label.lastIndex < text.trimEnd().length) {
    const found = label.exec(text);
    if (!found) return undefined;
    const [, key, value = ''] = found;
    const name = key === undefined ? '__name__' : key.startsWith('"') ? stringOf(key) : key;
    labels.set(name, stringOf(value));
  }
  return labels;
};

/** A sample of the text format or of OpenMetrics: name, labels in braces, value, and what may follow. */
const sample =
  /^([a-zA-Z_:][\w:]*)?\s*(?:\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\})?\s+(?:[+-]?(?:Inf|inf)|NaN|nan|[+-]?[\d.]+(?:[eE][+-]?\d+)?)(?:\s|$)/;

/**
 * Reads the series of a page of metrics, in Prometheus' text format or OpenMetrics.
 * @returns undefined for what is no such page: more of its lines are something else
 */
export const readPage = (text: string): readonly PageSeries[] | undefined => {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const series = lines.flatMap((line) => {
    const [found, name, inside = ''] = sample.exec(line) ?? [];
    const labels = found === undefined ? undefined : labelsIn(inside);
    if (!labels) return [];
    if (name !== undefined) labels.set('__name__', name);
    return labels.has('__name__') ? [labels] : [];
  });
  return series.length * 2 > lines.length ? series : undefined;
};
