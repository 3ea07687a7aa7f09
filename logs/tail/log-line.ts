/** A log line, wherever it was found. */
export interface LogLine {
  readonly id: string;
  /** When it was logged, in milliseconds since the epoch; NaN where it does not say. */
  readonly time: number;
  /** Its values by their dotted paths. */
  readonly fields: ReadonlyMap<string, unknown>;
  readonly document: object;
  /** It is not stored yet. */
  readonly waits: boolean;
}

/** Deepest nesting that is taken apart. */
const deepest = 10;

function* leaves(value: object, above: string, depth: number): Generator<readonly [string, unknown]> {
  for (const [key, inner] of Object.entries(value)) {
    const path = above + key;
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner) && depth < deepest) {
      yield* leaves(inner, `${path}.`, depth + 1);
    } else yield [path, inner];
  }
}

/** A line of a document, whose keys may be nested or dotted. */
export const lineOf = (id: string, document: object, waits: boolean): LogLine => {
  const fields = new Map(leaves(document, '', 1));
  return { id, time: Date.parse(String(fields.get('@timestamp'))), fields, document, waits };
};

/** In the order in which they were logged; those of the same millisecond by who wrote them, and then by their numbers. */
export const inOrder = (lines: readonly LogLine[]): LogLine[] => {
  const numberOf = ({ fields }: LogLine) => Number(fields.get('event.sequence') ?? 0);
  const writerOf = ({ fields }: LogLine) => String(fields.get('labels.writer') ?? '');
  return [...lines].sort(
    (a, b) => a.time - b.time || writerOf(a).localeCompare(writerOf(b)) || numberOf(a) - numberOf(b),
  );
};
