import type { Matcher } from '../metrics/promql/node.ts';
import type { PageSeries } from './read-page.ts';
import type { SeriesSource } from './source.ts';

/** What Prometheus adds to every series that it scrapes. */
const addedLabels = ['job', 'instance'];

/** What Prometheus tells of each target itself, whatever is on its page. */
const ownNames = [
  'up',
  'scrape_duration_seconds',
  'scrape_samples_scraped',
  'scrape_samples_post_metric_relabeling',
  'scrape_series_added',
];

const matches = (series: PageSeries, { label, op, value }: Matcher): boolean => {
  const own = series.get(label) ?? '';
  // What the configuration of the scrape adds, a page does not tell.
  if (addedLabels.includes(label) && own === '') return true;
  if (op === '=' || op === '!=') return (op === '=') === (own === value);
  try {
    return (op === '=~') === new RegExp(`^(?:${value})$`, 's').test(own);
  } catch {
    // RE2 knows signs that JavaScript does not; better no finding than a wrong one.
    return true;
  }
};

/** The series on pages of metrics, as they will be in Prometheus once it scrapes them. */
export const pageSource = (what: string, pages: readonly (readonly PageSeries[])[]): SeriesSource => {
  const byName = new Map<string, PageSeries[]>(ownNames.map((name) => [name, [new Map([['__name__', name]])]]));
  for (const series of pages.flat()) {
    const name = series.get('__name__') ?? '';
    const same = byName.get(name);
    if (same) same.push(series);
    else byName.set(name, [series]);
  }
  const seriesOf = (name: string): readonly PageSeries[] => byName.get(name) ?? [];
  return {
    what,
    names: new Set(byName.keys()),
    addedLabels,
    labelsOf: async (name, matchers) => {
      const found = seriesOf(name).filter((series) => matchers.every((one) => matches(series, one)));
      return found.length > 0 ? new Set([...addedLabels, ...found.flatMap((series) => [...series.keys()])]) : undefined;
    },
    valuesOf: async (name, label) => [...new Set(seriesOf(name).flatMap((series) => series.get(label) ?? []))].sort(),
  };
};
