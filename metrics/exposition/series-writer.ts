import type { Labels, Metric } from '../declare.ts';
import { escapeLabel, printValue } from './escape.ts';
import { makeSeen } from './seen.ts';

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
  /** The bytes written so far, in parts. */
  readonly chunks: () => readonly Uint8Array[];
}

/** Bytes of the first part, which most families never fill, and of the largest; each is four times the one before. */
const chunkBytes = { first: 256, largest: 65_536 };

/** More than a number and the end of its line take. */
const numberBytes = 32;

/** Bytes up to which a loop is faster than a call. */
const shortBytes = 64;

const newline = 10;

/** A label with one of its values. */
interface Pair {
  /** What stands for it in a line, with what stands before it, and after the last: `name{a="1"`, `,b="2"} `. */
  readonly bytes: Uint8Array;
  /** Its place among the values of its label. */
  readonly place: number;
}

interface LabelState {
  readonly label: string;
  readonly before: string;
  readonly after: string;
  /** Values that it may have. */
  readonly most: number;
  readonly closed: boolean;
  /** By value: one look tells whether it may be, and how it is written. */
  readonly pairs: Map<string, Pair>;
}

const addPair = ({ label, before, after, pairs }: Omit<LabelState, 'most' | 'closed'>, value: string): Pair => {
  const bytes = Buffer.from(`${before}${label}="${escapeLabel(value)}"${after}`);
  const pair = { bytes, place: pairs.size };
  pairs.set(value, pair);
  return pair;
};

const statesOf = (name: string, labels: Labels): readonly LabelState[] =>
  Object.entries(labels).map(([label, spec], i, all): LabelState => {
    const closed = 'values' in spec;
    const state = {
      label,
      before: i === 0 ? `${name}{` : ',',
      after: i === all.length - 1 ? '} ' : '',
      most: closed ? spec.values.length : spec.atMost,
      closed,
      pairs: new Map<string, Pair>(),
    };
    if (closed) for (const value of spec.values) addPair(state, value);
    return state;
  });

/** The writer of a metric without labels, which has one series: most of a page is such metrics, so it makes nothing besides its line. */
const makeBareWriter = (name: string): SeriesWriter => {
  let line: Uint8Array | undefined;
  return {
    write(given, value) {
      for (const label in given) throw new SeriesError(`${name} has no label ${label}.`);
      if (line !== undefined) throw new SeriesError(`${name} was given twice.`);
      line = Buffer.from(`${name} ${printValue(value)}\n`, 'latin1');
      return true;
    },
    chunks: () => (line === undefined ? [] : [line]),
  };
};

/**
 * Makes the writer of one metric. It writes bytes, not text, so that no line becomes a string of its own. A series is known by one
 * number, made of the places of its labels' values; where the bounds allow more series than there are whole numbers, by
 * the places as text, which takes longer.
 */
export const makeSeriesWriter = ({ name, labels }: Metric): SeriesWriter => {
  const states = statesOf(name, labels);
  if (states.length === 0) return makeBareWriter(name);
  const countable = states.reduce((product, { most }) => product * most, 1) <= Number.MAX_SAFE_INTEGER;
  const isNew = makeSeen();
  /** The pieces of the line at hand. */
  const pieces: Uint8Array[] = [];
  const done: Uint8Array[] = [];
  let chunk: Uint8Array = Buffer.allocUnsafe(chunkBytes.first);
  let end = 0;

  const take = (state: LabelState, value: string | undefined): Pair | undefined => {
    if (value === undefined) throw new SeriesError(`${name} needs a value of label ${state.label}.`);
    const known = state.pairs.get(value);
    if (known !== undefined) return known;
    if (state.closed) throw new SeriesError(`${name} has no value ${JSON.stringify(value)} of label ${state.label}.`);
    return state.pairs.size < state.most ? addPair(state, value) : undefined;
  };

  const makeRoom = (bytes: number) => {
    if (end + bytes <= chunk.length) return;
    if (end > 0) done.push(chunk.subarray(0, end));
    chunk = Buffer.allocUnsafe(Math.max(bytes, Math.min(4 * chunk.length, chunkBytes.largest)));
    end = 0;
  };

  const append = (bytes: Uint8Array) => {
    const { length } = bytes;
    if (length > shortBytes) chunk.set(bytes, end);
    else for (let i = 0; i < length; i += 1) chunk[end + i] = bytes[i] ?? 0;
    end += length;
  };

  const appendNumber = (value: number) => {
    const text = printValue(value);
    for (let i = 0; i < text.length; i += 1) chunk[end + i] = text.charCodeAt(i);
    chunk[end + text.length] = newline;
    end += text.length + 1;
  };

  const write: SeriesWriter['write'] = (given, value) => {
    let place = 0;
    let places = '';
    let length = numberBytes;
    for (let i = 0; i < states.length; i += 1) {
      const state = states[i] as LabelState;
      const pair = take(state, given[state.label]);
      if (pair === undefined) return false;
      place = place * state.most + pair.place;
      if (!countable) places += `${pair.place},`;
      length += pair.bytes.length;
      pieces[i] = pair.bytes;
    }
    const names = Object.keys(given);
    if (names.length !== states.length) {
      throw new SeriesError(`${name} has no label ${names.find((label) => !(label in labels))}.`);
    }
    if (!isNew(countable ? place : places)) {
      throw new SeriesError(`${Buffer.concat(pieces).toString().trim()} was given twice.`);
    }
    makeRoom(length);
    for (let i = 0; i < pieces.length; i += 1) append(pieces[i] as Uint8Array);
    appendNumber(value);
    return true;
  };

  return { write, chunks: () => (end === 0 ? done : [...done, chunk.subarray(0, end)]) };
};
