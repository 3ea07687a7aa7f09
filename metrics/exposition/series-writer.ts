import type { Metric } from '../declare.ts';
import { escapeLabel, printValue } from './escape.ts';
import { type LabelTexts, makeLabelTexts, type ValueText } from './label-texts.ts';
import { makeSeen } from './seen.ts';
import { valueBytes, writeValue } from './write-value.ts';

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

/** Values of a label that are made room for at first. */
const firstPlaces = 16;

/** Bytes up to which a loop is faster than a call. */
const shortBytes = 64;

const lineEnd = Buffer.from('} ');

interface LabelState {
  readonly label: string;
  /** Values that it may have. */
  readonly most: number;
  /** `name{a="`, or `,b="`; empty where it stands with each value already, as it does with those that are all known. */
  readonly before: Uint8Array;
  readonly textOf: (value: string) => ValueText | undefined;
  /** By the value's place among all of its label: its place in this metric, from 1. */
  places: Int32Array;
  count: number;
  /** What the sample before had: where samples come in the order of loops over their labels, most of it is the same again. */
  last: string | undefined;
  text: ValueText;
  place: number;
}

const noText: ValueText = { bytes: Buffer.alloc(0), place: 0 };

const statesOf = ({ name, labels }: Metric, texts: LabelTexts): readonly LabelState[] =>
  Object.entries(labels).map(([label, spec], i): LabelState => {
    const before = `${i === 0 ? `${name}{` : ','}${label}="`;
    const none = { last: undefined, text: noText, place: 0 };
    const state = { label, places: new Int32Array(firstPlaces), count: 0, ...none };
    if ('atMost' in spec) return { ...state, most: spec.atMost, before: Buffer.from(before), textOf: texts(label) };
    const known = new Map(
      spec.values.map((value, place) => [value, { bytes: Buffer.from(`${before}${escapeLabel(value)}"`), place }]),
    );
    return { ...state, most: known.size, before: Buffer.alloc(0), textOf: (value) => known.get(value) };
  });

/** The place of a value among those of its label in this metric, from 1; 0 where no more fit. */
const placeOf = (state: LabelState, { place }: ValueText): number => {
  const known = state.places[place] ?? 0;
  if (known > 0) return known;
  if (state.count >= state.most) return 0;
  if (place >= state.places.length) {
    const more = new Int32Array(Math.max(place + 1, 4 * state.places.length));
    more.set(state.places);
    state.places = more;
  }
  state.count += 1;
  state.places[place] = state.count;
  return state.count;
};

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
 * @param texts the values of the labels on the page that it is for
 */
export const makeSeriesWriter = (metric: Metric, texts: LabelTexts = makeLabelTexts()()): SeriesWriter => {
  const { name, labels } = metric;
  const states = statesOf(metric, texts);
  if (states.length === 0) return makeBareWriter(name);
  const countable = states.reduce((product, { most }) => product * (most + 1), 1) <= Number.MAX_SAFE_INTEGER;
  const isNew = makeSeen();
  /** The pieces of the line at hand, those of the values yet to come. */
  const pieces: Uint8Array[] = states.flatMap(({ before }) => (before.length > 0 ? [before, before] : [before]));
  pieces.push(lineEnd);
  const done: Uint8Array[] = [];
  let chunk: Uint8Array = Buffer.allocUnsafe(chunkBytes.first);
  let end = 0;

  /** Has the state hold the text and the place of a value. False where no more values fit. */
  const take = (state: LabelState, value: string | undefined): boolean => {
    const { label, textOf, last } = state;
    if (value === undefined) throw new SeriesError(`${name} needs a value of label ${label}.`);
    if (value === last) return true;
    const text = textOf(value);
    if (text === undefined) throw new SeriesError(`${name} has no value ${JSON.stringify(value)} of label ${label}.`);
    const place = placeOf(state, text);
    if (place === 0) return false;
    state.last = value;
    state.text = text;
    state.place = place;
    return true;
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

  const write: SeriesWriter['write'] = (given, value) => {
    let key = 0;
    let keys = '';
    let length = valueBytes;
    let at = 0;
    for (let i = 0; i < states.length; i += 1) {
      const state = states[i] as LabelState;
      if (!take(state, given[state.label])) return false;
      const { text, place } = state;
      key = key * (state.most + 1) + place;
      if (!countable) keys += `${place},`;
      length += state.before.length + text.bytes.length;
      if (state.before.length > 0) at += 1;
      pieces[at] = text.bytes;
      at += 1;
    }
    let count = 0;
    for (const _ in given) count += 1;
    if (count !== states.length) {
      throw new SeriesError(`${name} has no label ${Object.keys(given).find((label) => !(label in labels))}.`);
    }
    if (!isNew(countable ? key : keys)) {
      throw new SeriesError(`${Buffer.concat(pieces).toString().trim()} was given twice.`);
    }
    makeRoom(length);
    for (let i = 0; i < pieces.length; i += 1) append(pieces[i] as Uint8Array);
    end = writeValue(chunk, end, value);
    return true;
  };

  return { write, chunks: () => (end === 0 ? done : [...done, chunk.subarray(0, end)]) };
};
