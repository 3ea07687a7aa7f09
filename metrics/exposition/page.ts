import type { FamilyText } from '../samples.ts';
import { type Format, renderHead } from './format.ts';

/** Characters of a part of a page: one piece of work for what compresses it. */
const partLength = 65_536;

/**
 * Writes a page in parts, families in order of their first lines; lines of one family that come from several places are
 * put together.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 * @see https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md
 */
export function* renderPage(families: readonly FamilyText[], format: Format): Generator<string, void> {
  let part = '';
  for (const [, same] of Map.groupBy(families, ({ metric }) => metric.name)) {
    for (const [i, { metric, chunks }] of same.entries()) {
      if (i === 0) part += renderHead(metric, format);
      for (const chunk of chunks) {
        part += chunk;
        if (part.length < partLength) continue;
        yield part;
        part = '';
      }
    }
  }
  if (format === 'openmetrics') part += '# EOF\n';
  if (part !== '') yield part;
}
