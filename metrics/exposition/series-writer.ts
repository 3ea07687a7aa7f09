import type { Labels, Metric } from '../declare.ts';
import { escapeLabel, printValue } from './escape.ts';

/** A sample that the declaration of its metric does not allow, or a second one of a series. The message is a sentence. */
export class SeriesError extends Error {
  override name = 'SeriesError';
}

/** Writes the samples of one metric as lines of a page, and keeps them to what is declared. */
export interface SeriesWriter {
  /**
   * Writes one sample.
   * @returns false where a label has more values than its bound; those that came first stay
   * @throws SeriesError for labels other than the declared ones, and for a series given twice
   */
  readonly write: (labels: Readonly<Record<string, string>>, value: number) => boolean;
  /** What is written so far, in parts. */
  readonly chunks: () => readonly string[];
}

/** Characters of a part: few enough to be joined and encoded within a fraction of a millisecond. */
const chunkLength = 16_384;

/** A label with one of its values, as text, and the value's place among those of the label. */
interface Pair {
  readonly text: string;
  readonly place: number;
}

interface LabelState {
  readonly label: string;
  /** Values that it may have. */
  readonly most: number;
  readonly closed: boolean;
  /** By value. It spares escaping what comes again, and knows what a label may be in one look. */
  readonly pairs: Map<string, Pair>;
}

const pairOf = (label: string, value: string, place: number): Pair => ({
  text: `${label}="${escapeLabel(value)}"`,
  place,
});

const stateOf = (labels: Labels): LabelState[] =>
  Object.entries(labels).map(([label, spec]) =>
    'values' in spec
      ? {
          label,
          most: spec.values.length,
          closed: true,
          pairs: new Map(spec.values.map((value, place) => [value, pairOf(label, value, place)])),
        }
      : { label, most: spec.atMost, closed: false, pairs: new Map() },
  );

/**
 * Makes the writer of one metric. A series is known by one number, made of the places of its labels' values; where the
 * bounds allow more series than there are whole numbers, it is known by its text, which takes longer.
 */
export const makeSeriesWriter = ({ name, labels }: Metric): SeriesWriter => {
  const states = stateOf(labels);
  const countable = states.reduce((product, { most }) => product * most, 1) <= Number.MAX_SAFE_INTEGER;
  const seen = new Set<number | string>();
  const done: string[] = [];
  let chunk = '';

  const take = ({ label, most, closed, pairs }: LabelState, value: string | undefined): Pair | undefined => {
    if (value === undefined) throw new SeriesError(`${name} needs a value of label ${label}.`);
    const known = pairs.get(value);
    if (known !== undefined) return known;
    if (closed) throw new SeriesError(`${name} has no value ${JSON.stringify(value)} of label ${label}.`);
    if (pairs.size >= most) return undefined;
    const pair = pairOf(label, value, pairs.size);
    pairs.set(value, pair);
    return pair;
  };

  const write: SeriesWriter['write'] = (given, value) => {
    let text = '';
    let place = 0;
    for (const state of states) {
      const pair = take(state, given[state.label]);
      if (pair === undefined) return false;
      text = text === '' ? pair.text : `${text},${pair.text}`;
      place = place * state.most + pair.place;
    }
    const names = Object.keys(given);
    if (names.length !== states.length) {
      throw new SeriesError(`${name} has no label ${names.find((label) => !(label in labels))}.`);
    }
    const before = seen.size;
    seen.add(countable ? place : text);
    if (seen.size === before) throw new SeriesError(`${name} was given twice with the labels {${text}}.`);
    chunk += states.length === 0 ? `${name} ${printValue(value)}\n` : `${name}{${text}} ${printValue(value)}\n`;
    if (chunk.length >= chunkLength) {
      done.push(chunk);
      chunk = '';
    }
    return true;
  };

  return { write, chunks: () => (chunk === '' ? done : [...done, chunk]) };
};
