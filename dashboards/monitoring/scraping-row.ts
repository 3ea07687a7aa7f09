import { max, min, sum } from '../../metrics/promql/aggregate.ts';
import { prometheusMetrics, scrapeMetrics } from '../../prometheus/builtin.ts';
import { row } from '../adapter/dashboard.ts';
import { highest } from '../adapter/expressions.ts';
import { states, timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';

const by = ['job', 'instance'] as const;
const target = '{{job}} {{instance}}';

/** What Prometheus scrapes. */
export const scrapingRow = row('Scraping', [
  states({
    title: 'Targets up',
    description:
      'One while a target answers the scrape. Zero: nothing is known of it any more; see whether its process runs.',
    unit: unitOf(scrapeMetrics.up),
    width: 12,
    words: { 0: ['down', 'bad'], 1: ['up', 'good'] },
    queries: [query(min(shown(scrapeMetrics.up), { by }), target)],
  }),
  timeseries({
    title: 'Scrape duration',
    description:
      'The ten slowest targets; Prometheus gives up after 10 s. Above the line: the target is overloaded, or exposes too much.',
    unit: unitOf(scrapeMetrics.duration),
    width: 12,
    threshold: { above: 'scrapeDurationSeconds' },
    longNames: true,
    queries: [query(highest(max(shown(scrapeMetrics.duration), { by })), target)],
  }),
  timeseries({
    title: 'Samples by target',
    description:
      'Samples of the last scrape, of the ten largest targets. A jump is a new label with many values: find it before Prometheus is full.',
    unit: unitOf(scrapeMetrics.samples),
    width: 12,
    longNames: true,
    queries: [query(highest(sum(shown(scrapeMetrics.samples), { by })), target)],
  }),
  timeseries({
    title: 'Series in memory',
    description: 'What Prometheus holds. It grows at each deploy, and should come back within hours.',
    unit: unit.count,
    width: 12,
    queries: [query(max(shown(prometheusMetrics.series), { by: ['instance'] }), '{{instance}}')],
  }),
]);
