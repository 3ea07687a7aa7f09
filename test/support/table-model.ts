/** What a table holds, and how much of that an exporter that watches it has to know. */
export interface TableModel {
  /** Ids of the committed rows, ascending. */
  readonly ids: () => readonly number[];
  /** Most that the exporter may tell as inserted: all rows that were committed since it began. */
  readonly appeared: () => number;
  /**
   * Rows of those that the exporter may not tell: gone before a scrape saw them, or late by more than it looks for and not
   * counted yet, or not any more since as many went there.
   */
  readonly hidden: () => number;
  /** By how many rows the exporter may be wrong: rows came or went where no scrape looks, since all were counted last. */
  readonly unsure: () => number;
  /** The id that the server gives out next. */
  readonly nextId: () => number;
  /** Says that ids up to this one were given out, whatever became of them. */
  readonly allocated: (id: number) => void;
  readonly committed: (ids: readonly number[]) => void;
  readonly deleted: (ids: readonly number[]) => void;
  readonly truncated: () => void;
  /** Says that a scrape has read the table at a time in milliseconds. */
  readonly scraped: (now: number) => void;
  /** Says that all rows were counted again, while nothing changed. */
  readonly recounted: () => void;
  /** Says that another exporter has begun. */
  readonly restarted: () => void;
}

/** The part of the exporter's pace that says which rows it knows one by one. */
interface YoungPace {
  readonly youngRows: number;
  readonly idsPerScrape: number;
  readonly graceMs: number;
}

/** Begins with an empty table. */
export const makeTableModel = ({ youngRows, idsPerScrape, graceMs }: YoungPace): TableModel => {
  /** Whether a scrape has seen the row, by its id. */
  let rows = new Map<number, boolean>();
  let appeared = 0;
  let hidden = 0;
  let unsure = 0;
  /** Rows that came and went among settled ones since all were counted last. */
  let settled = { came: 0, went: 0 };
  /** Rows that a scrape knew one by one, and that went since. */
  let youngWent = 0;
  /** Ids up to here are not known one by one. */
  let settledUpTo = Number.NEGATIVE_INFINITY;
  let marks: { readonly at: number; readonly highest: number }[] = [];
  /** The next id, now and at the last scrape. */
  let nextId = 1;
  let nextIdSeen = 1;
  let wasTruncated = false;
  let isFirstScrape = true;

  const ids = () => [...rows.keys()].sort((a, b) => a - b);

  const settle = (now: number) => {
    const all = ids();
    const highest = all.at(-1);
    if (highest === undefined) {
      settledUpTo = Number.NEGATIVE_INFINITY;
      marks = [];
      return;
    }
    // Of a table that is there already, the young rows begin with one that is committed.
    const lowestYoung = all[all.length - youngRows];
    if (isFirstScrape && lowestYoung !== undefined) settledUpTo = lowestYoung - 1;
    settledUpTo = Math.min(settledUpTo, highest);
    const above = all.filter((id) => id > settledUpTo).length;
    // Where so many came at once, those beyond the ids that are read are counted with what had been there.
    if (above >= idsPerScrape) hidden += youngWent;
    youngWent = 0;
    marks.push({ at: now, highest });
    const old = marks.filter(({ at }) => at <= now - graceMs);
    settledUpTo = Math.max(
      settledUpTo,
      all[all.length - youngRows - 1] ?? Number.NEGATIVE_INFINITY,
      above >= idsPerScrape ? highest : Number.NEGATIVE_INFINITY,
      ...old.map((mark) => mark.highest),
    );
    marks = marks.slice(old.length);
  };

  return {
    ids,
    appeared: () => appeared,
    hidden: () => hidden + settled.came,
    unsure: () => unsure,
    allocated(id) {
      nextId = Math.max(nextId, id + 1);
    },
    committed(some) {
      for (const id of some) rows.set(id, false);
      appeared += some.length;
      const late = some.filter((id) => id <= settledUpTo).length;
      settled.came += late;
      unsure += late;
    },
    deleted(some) {
      for (const id of [...some].sort((a, b) => a - b)) {
        const isLowest = ids()[0] === id;
        if (!rows.get(id)) hidden += 1;
        rows.delete(id);
        if (id > settledUpTo) {
          youngWent += 1;
          continue;
        }
        settled.went += 1;
        if (!isLowest) unsure += 1;
      }
    },
    truncated() {
      hidden += [...rows.values()].filter((seen) => !seen).length + settled.came;
      rows = new Map();
      settled = { came: 0, went: 0 };
      unsure = 0;
      marks = [];
      settledUpTo = Number.NEGATIVE_INFINITY;
      wasTruncated = true;
      nextId = 1;
    },
    nextId: () => nextId,
    scraped(now) {
      if (wasTruncated && rows.size > 0 && nextId >= nextIdSeen) {
        // More rows came than there had been: it may look like the same table.
        hidden += rows.size;
        unsure = Number.POSITIVE_INFINITY;
        settledUpTo = Math.max(...rows.keys());
      }
      wasTruncated = false;
      nextIdSeen = nextId;
      settle(now);
      isFirstScrape = false;
      for (const id of rows.keys()) rows.set(id, true);
    },
    recounted() {
      hidden += Math.min(settled.came, settled.went);
      settled = { came: 0, went: 0 };
      unsure = 0;
    },
    restarted() {
      appeared = 0;
      hidden = 0;
      unsure = 0;
      settled = { came: 0, went: 0 };
      settledUpTo = Number.NEGATIVE_INFINITY;
      marks = [];
      youngWent = 0;
      wasTruncated = false;
      isFirstScrape = true;
      for (const id of rows.keys()) rows.set(id, true);
    },
  };
};
