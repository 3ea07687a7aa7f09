/** Ids above `after`, up to and with `upTo`; the first range of a table begins at minus infinity. */
export interface Range {
  readonly after: number;
  readonly upTo: number;
  /** Rows as far as they are known; absent where the range was there before anybody looked: it can only grow from its count on. */
  readonly rows: number | undefined;
  /** Whether these were counted. */
  readonly isCounted: boolean;
}

/**
 * What is known of a table below its youngest rows: how many are in each of the ranges that its ids are divided into, gaps or
 * not. Functions that learn of a change return by how many rows a range has grown (or shrunk: negative).
 */
export interface Ranges {
  /** Ids up to here are in the ranges. */
  readonly head: () => number;
  /** Rows of all ranges; absent while one is not counted. */
  readonly total: () => number | undefined;
  /** Makes one range of all ids up to `upTo`, to be counted; it has as many rows as are known by now, if any are. */
  readonly begin: (upTo: number) => void;
  /** Takes on ids, ascending and above the head, and moves the head to the last of them. */
  readonly append: (ids: readonly number[]) => void;
  /** Moves the head to `upTo` over rows that are still to be counted, of which some are known. */
  readonly appendUncounted: (upTo: number, known: number) => void;
  /** Empties all. @returns rows that were in it */
  readonly clear: () => number;
  /**
   * Leaves out what lies beyond the lowest and the highest id of the table.
   * @returns rows that were there, and the ranges at the ends of which a part may have gone: they are to be counted now
   */
  readonly trim: (minId: number, maxId: number) => { readonly gone: number; readonly stale: readonly Range[] };
  /**
   * Ranges that are worth a count at each scrape, ascending: the first, where a mover deletes, and those that have just changed.
   * In this order, for a range that is counted may be joined to the one below it, which has to be counted by then.
   */
  readonly busy: () => readonly Range[];
  /** The ranges that follow the busy ones, where the next change is likely, and the last. */
  readonly nextBusy: () => readonly Range[];
  /** A range that was never counted, or has so many rows that it is to be split; absent where there is none. */
  readonly unfinished: () => Range | undefined;
  /** The first range that ends above an id. */
  readonly following: (id: number) => Range | undefined;
  /** The range of the row that has so many below it, and how many of these are in the range; absent beyond the head. */
  readonly locate: (rowsBelow: number) => { readonly range: Range; readonly offset: number } | undefined;
  /** Says how many rows are in a range. Nothing happens where the range is not one of these any more. */
  readonly counted: (range: Range, rows: number) => number;
  /** Splits a range after `lastId`, up to which it has `rows`. */
  readonly split: (range: Range, rows: number, lastId: number) => number;
}

/** A range that changed is looked at by so many scrapes more. */
const busyScrapes = 20;

/**
 * Begins without any range.
 * @param rangeRows rows of a range: one has up to twice as many, and two neighbours that have fewer together are joined
 * @param mostBusy ranges besides the first that scrapes look at
 */
export const makeRanges = (rangeRows: number, mostBusy: number): Ranges => {
  /** Ascending and without gaps up to the head. */
  const list: Range[] = [];
  let head = Number.NEGATIVE_INFINITY;
  let known = 0;
  let uncounted = 0;
  /** Ids within the ranges that changed, and how many scrapes look there yet; those that changed last come last. */
  const busy = new Map<number, number>();
  /** Ids within ranges that may be unfinished. */
  const open = new Set<number>();

  const note = ({ rows = 0, isCounted }: Range, sign: 1 | -1) => {
    if (isCounted) known += sign * rows;
    else uncounted += sign;
  };

  const isUnfinished = ({ rows = 0, isCounted }: Range): boolean => !isCounted || rows > 2 * rangeRows;

  const splice = (place: number, count: number, ...put: readonly Range[]): readonly Range[] => {
    const removed = list.splice(place, count, ...put);
    for (const range of removed) note(range, -1);
    for (const range of put) {
      note(range, 1);
      if (isUnfinished(range)) open.add(range.upTo);
    }
    return removed;
  };

  /** Place of the range that an id is in: the first that does not end below it. */
  const placeOf = (id: number): number => {
    let [low, high] = [0, list.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((list[middle]?.upTo ?? Number.POSITIVE_INFINITY) < id) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  const rowsOf = (ranges: readonly Range[]): number => ranges.reduce((sum, { rows }) => sum + (rows ?? 0), 0);

  const push = (upTo: number, rows: number | undefined, isCounted: boolean) => {
    splice(list.length, 0, { after: list.length === 0 ? Number.NEGATIVE_INFINITY : head, upTo, rows, isCounted });
    head = upTo;
  };

  const markBusy = (id: number) => {
    busy.delete(id);
    busy.set(id, busyScrapes);
    const [oldest] = busy.keys();
    if (busy.size > mostBusy && oldest !== undefined) busy.delete(oldest);
  };

  const joinBelow = (place: number) => {
    const [below, range] = [list[place - 1], list[place]];
    if (!isThere(below) || !isThere(range)) return;
    const rows = (below.rows ?? 0) + (range.rows ?? 0);
    if (rows <= rangeRows) splice(place - 1, 2, { ...range, after: below.after, rows });
  };

  /** Counts down how long scrapes look at a range that has not changed. */
  const cool = (place: number) => {
    for (const [id, left] of [...busy]) {
      if (placeOf(id) !== place) continue;
      if (left > 1) busy.set(id, left - 1);
      else busy.delete(id);
    }
  };

  const isThere = (range: Range | undefined): range is Range => range?.isCounted ?? false;

  /** By how many rows a range has changed if it has so many. */
  const growth = (range: Range, rows: number): number => (range.rows === undefined ? 0 : rows - range.rows);

  return {
    head: () => head,
    total: () => (uncounted > 0 ? undefined : known),
    begin: (upTo) => {
      const known = list.length > 0 && list.every(({ rows }) => rows !== undefined);
      const removed = splice(0, list.length);
      push(upTo, known ? rowsOf(removed) : undefined, false);
    },
    append(ids) {
      const last = list.at(-1);
      const some = isThere(last) ? ids.slice(0, Math.max(0, rangeRows - (last.rows ?? 0))) : [];
      if (last && some.length > 0) {
        head = some.at(-1) ?? head;
        splice(list.length - 1, 1, { ...last, upTo: head, rows: (last.rows ?? 0) + some.length });
      }
      for (let from = some.length; from < ids.length; from += rangeRows) {
        const next = ids.slice(from, from + rangeRows);
        push(next.at(-1) ?? head, next.length, true);
      }
    },
    appendUncounted: (upTo, known) => push(upTo, known, false),
    clear() {
      const rows = rowsOf(splice(0, list.length));
      head = Number.NEGATIVE_INFINITY;
      busy.clear();
      open.clear();
      return rows;
    },
    trim(minId, maxId) {
      let gone = 0;
      const places = new Set<number>();
      // The last one stays: lower ids than its bound may yet commit.
      const low = Math.min(placeOf(minId), list.length - 1);
      const first = list[low];
      if (first && low > 0) {
        gone += rowsOf(splice(0, low));
        splice(0, 1, { ...first, after: Number.NEGATIVE_INFINITY });
        places.add(0);
      }
      if (maxId < head) {
        const place = placeOf(maxId);
        gone += rowsOf(splice(place + 1, list.length));
        const last = list[place];
        if (last) splice(place, 1, { ...last, upTo: maxId });
        head = maxId;
        places.add(place);
        markBusy(maxId);
      }
      return { gone, stale: [...places].map((place) => list[place]).filter(isThere) };
    },
    busy: () =>
      [...new Set([0, ...[...busy.keys()].map(placeOf)])]
        .sort((a, b) => a - b)
        .map((place) => list[place])
        .filter(isThere),
    nextBusy: () =>
      [...new Set([...[...busy.keys()].map((id) => list[placeOf(id) + 1]), ...list.slice(-1)])].filter(isThere),
    unfinished() {
      for (const id of open) {
        const range = list[placeOf(id)];
        if (range && isUnfinished(range)) return range;
        open.delete(id);
      }
      return undefined;
    },
    following: (id) => {
      const place = placeOf(id);
      return list[place]?.upTo === id ? list[place + 1] : list[place];
    },
    locate(rowsBelow) {
      let offset = rowsBelow;
      for (const range of list) {
        if (offset < (range.rows ?? 0)) return { range, offset };
        offset -= range.rows ?? 0;
      }
      return undefined;
    },
    counted(range, rows) {
      const place = placeOf(range.upTo);
      if (list[place] !== range) return 0;
      splice(place, 1, { ...range, rows, isCounted: true });
      if (!range.isCounted || rows === range.rows) cool(place);
      else if (place > 0) markBusy(range.upTo);
      joinBelow(place);
      return growth(range, rows);
    },
    split(range, rows, lastId) {
      const place = placeOf(range.upTo);
      if (list[place] !== range) return 0;
      // What came or went in the rest since it was counted shows when that is counted.
      const rest = range.rows === undefined ? undefined : Math.max(0, range.rows - rows);
      splice(place, 1, { ...range, upTo: lastId, rows, isCounted: true }, { ...range, after: lastId, rows: rest });
      return growth(range, rows + (rest ?? 0));
    },
  };
};
