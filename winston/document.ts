import type { DeclaredField } from './fields.ts';
import { underLabels } from './frame.ts';
import { createPlaces, type Place } from './places.ts';
import type { Redaction } from './redaction.ts';
import { createShapes, indexIn, type Shape } from './shape.ts';
import { createTextCleaner, redacted } from './text.ts';
import { eachLeaf, textOf } from './values.ts';

/** A document in the making. */
export interface Draft {
  shape: Shape | undefined;
  /** JSON of its values. The first are those that the maker's `own` names. */
  readonly values: string[];
  /** JSON of labels beyond those that a shape can have, by their names. */
  rest: Map<string, string> | undefined;
}

type Values = Readonly<Record<string, unknown>>;

/** Makes the documents of log lines. */
export interface DocumentMaker {
  /** Begins one. */
  readonly begin: () => Draft;
  /** Adds values, whose keys may be dotted or nested; later ones win over earlier ones. `except` names keys to leave out. */
  readonly add: (draft: Draft, values: Values, except?: readonly string[]) => void;
  /** The document as JSON in one line, in parts. */
  readonly render: (draft: Draft) => string[];
}

/** Values of one document that have a shape: whoever logs more has more labels than anybody could look for. */
const mostShaped = 100;

/**
 * Characters from which a value is a part by itself. It is long to copy, and often is what has the only letters beyond Latin-1: with one of
 * those a text takes ten times as long to write in UTF-8, all of it.
 */
const long = 64;

const quotedRedacted = JSON.stringify(redacted);

/**
 * Makes nested documents, in which each declared field has its type, texts are cleaned and without secrets, and all that is not declared, or
 * is not of its declared type, stands as text under `labels`.
 *
 * What is the same in all lines of a place in a program is found out once, and values are JSON from the beginning: to make objects,
 * and then JSON of them, takes twice as long.
 */
export const createDocumentMaker = (
  fields: readonly DeclaredField[],
  {
    redact = {},
    own = [],
    constants = {},
  }: {
    readonly redact?: Redaction;
    /** Names of values that its user sets, at their indexes, after all others. */
    readonly own?: readonly string[];
    /** What every document says, unless it says something else. */
    readonly constants?: Values;
  } = {},
): DocumentMaker => {
  const placeOf = createPlaces(fields, own, redact.paths);
  const clean = createTextCleaner(redact.patterns);

  const jsonOf = (path: string, { typed, isSecret }: Place, value: unknown): string | undefined => {
    if (isSecret) return quotedRedacted;
    if (typed !== undefined) {
      const kept = typed(value);
      return kept === undefined ? undefined : JSON.stringify(kept);
    }
    const text = textOf(value);
    return path === 'error.stack_trace' ? JSON.stringify(clean.lines(text)) : clean.json(text);
  };
  const resolve = <T>(to: T, path: string, value: unknown, set: (to: T, name: string, json: string) => void): void => {
    const place = value === undefined || value === null ? undefined : placeOf(path);
    if (place === undefined) return;
    const json = jsonOf(path, place, value);
    if (json === undefined) resolve(to, underLabels + path, value, set);
    else set(to, place.name, json);
  };

  const all = new Map<string, string>();
  const setInAll = (to: Map<string, string>, name: string, json: string) => to.set(name, json);
  eachLeaf(all, constants, (to, path, value) => resolve(to, path, value, setInAll), []);
  const shapes = createShapes(all);
  const begun = own.reduce<Shape | undefined>((shape, name) => shapes.withNext(shape, name), undefined);
  const empty = own.map(() => '""');

  const set = (draft: Draft, name: string, json: string): void => {
    const index = indexIn(draft.shape, name);
    if (index >= 0) draft.values[index] = json;
    else if (draft.values.length >= mostShaped && name.startsWith(underLabels)) {
      draft.rest ??= new Map();
      draft.rest.set(name, json);
    } else {
      draft.shape = shapes.withNext(draft.shape, name);
      draft.values.push(json);
    }
  };
  const put = (draft: Draft, path: string, value: unknown): void => resolve(draft, path, value, set);

  return {
    begin: () => ({ shape: begun, values: empty.slice(), rest: undefined }),
    add(draft, values, except = []) {
      eachLeaf(draft, values, put, except);
    },
    render({ shape, values, rest }) {
      const { pieces, indexes } = shapes.frame(shape, rest && [...rest.keys()]);
      const whole = rest ? [...values, ...rest.values()] : values;
      const parts: string[] = [];
      let text = pieces[0] ?? '';
      for (let i = 0; i < indexes.length; i += 1) {
        const value = whole[indexes[i] ?? 0] ?? '';
        const piece = pieces[i + 1] ?? '';
        if (value.length < long) text += value + piece;
        else {
          parts.push(text, value);
          text = piece;
        }
      }
      parts.push(text);
      return parts;
    },
  };
};
