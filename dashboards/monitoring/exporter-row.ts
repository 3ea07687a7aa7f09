import { collectorFamilies, exporterFamilies } from '../../exporter/engine/families.ts';
import { max, min, sum } from '../../metrics/promql/aggregate.ts';
import { row } from '../adapter/dashboard.ts';
import { times } from '../adapter/expressions.ts';
import { states, timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';

const by = ['collector'] as const;

/** The exporter that all of this comes from. */
export const exporterRow = row('Exporter', [
  states({
    title: 'Collectors',
    description:
      "One where the last collection succeeded; skipped collectors have no line. Zero: the exporter's log says why.",
    unit: unitOf(collectorFamilies.success),
    width: 8,
    words: { 0: ['fails', 'bad'], 1: ['succeeds', 'good'] },
    queries: [query(min(shown(collectorFamilies.success), { by }), '{{collector}}')],
  }),
  timeseries({
    title: 'Collection duration',
    description: 'Prometheus gives up after 10 s. Above the line: MySQL is slow, or a collector reads too much.',
    unit: unitOf(collectorFamilies.duration),
    width: 8,
    threshold: { above: 'scrapeDurationSeconds' },
    queries: [query(max(shown(collectorFamilies.duration), { by }), '{{collector}}')],
  }),
  timeseries({
    title: 'Exporter overload',
    description:
      'Scrapes refused because too many were in flight, and samples left out because a label grew past its bound. Both should be zero.',
    unit: unit.times,
    width: 8,
    bars: true,
    queries: [
      query(sum(times(shown(exporterFamilies.refused))), 'refused scrapes'),
      query(sum(times(shown(collectorFamilies.dropped)), { by }), 'left out by {{collector}}'),
    ],
  }),
]);
