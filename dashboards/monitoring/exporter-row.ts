import { customQueryFamilies } from '../../exporter/custom/families.ts';
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
  states({
    title: 'Configuration',
    description:
      "Whether each exporter took its configuration when it last read it. Refused: the one before goes on counting, and the exporter's log says why.",
    unit: unitOf(exporterFamilies.configSuccessful),
    width: 12,
    words: { 0: ['refused', 'bad'], 1: ['taken', 'good'] },
    queries: [query(min(shown(exporterFamilies.configSuccessful), { by: ['instance'] }), '{{instance}}')],
  }),
  states({
    title: 'Your own queries',
    description:
      "Statements of exporter.queries whose last run gave samples. Fails: the server refused it or it took too long; the exporter's log has the server's words.",
    unit: unitOf(customQueryFamilies.success),
    width: 12,
    none: 'The configuration has no queries of its own',
    words: { 0: ['fails', 'bad'], 1: ['succeeds', 'good'] },
    queries: [query(min(shown(customQueryFamilies.success), { by: ['query'] }), '{{query}}')],
  }),
]);
