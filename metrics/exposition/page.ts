import type { Metric } from '../declare.ts';
import type { FamilyText } from '../samples.ts';
import { type Format, renderHead } from './format.ts';

/** Bytes of a part of a page: one piece of work for what compresses it. */
const partBytes = 65_536;

/** Bytes from which a piece is a part of its own, and not copied. */
const largeBytes = 16_384;

/**
 * Writes a page in parts, families in order of their first lines; lines of one family that come from several places are
 * put together.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 * @see https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md
 */
export function* renderPage(families: readonly FamilyText[], format: Format): Generator<Uint8Array, void> {
  let part: Uint8Array[] = [];
  let length = 0;
  for (const piece of pieces(families, format)) {
    if (length > 0 && (length + piece.length > partBytes || piece.length >= largeBytes)) {
      yield Buffer.concat(part, length);
      part = [];
      length = 0;
    }
    if (piece.length >= largeBytes) yield piece;
    else {
      part.push(piece);
      length += piece.length;
    }
  }
  if (length > 0) yield Buffer.concat(part, length);
}

/** What stands before a family's samples, which never changes: made once. */
const heads: Readonly<Record<Format, WeakMap<Metric, Uint8Array>>> = {
  text: new WeakMap(),
  openmetrics: new WeakMap(),
};

const headOf = (metric: Metric, format: Format): Uint8Array => {
  const known = heads[format].get(metric);
  if (known !== undefined) return known;
  const head = new TextEncoder().encode(renderHead(metric, format));
  heads[format].set(metric, head);
  return head;
};

function* pieces(families: readonly FamilyText[], format: Format): Generator<Uint8Array, void> {
  for (const [, same] of Map.groupBy(families, ({ metric }) => metric.name)) {
    for (const [i, { metric, chunks }] of same.entries()) {
      if (i === 0) yield headOf(metric, format);
      yield* chunks;
    }
  }
  if (format === 'openmetrics') yield Buffer.from('# EOF\n');
}
