/** The part of a table's configuration that reading it needs. */
export interface TableNames {
  readonly name: string;
  readonly idColumn: string;
  readonly timeColumn: string;
}

/** Ids above `after`, up to and with `upTo`. */
export interface Span {
  readonly after: number;
  readonly upTo: number;
}

/** What a scrape asks of a table. */
export interface TableQuestion {
  /** The lowest ids above this one are told one by one; where it is absent, the highest of all. */
  readonly after: number | undefined;
  /** How many ids are told at most. */
  readonly atMost: number;
  /** Their rows are counted. */
  readonly spans: readonly Span[];
  /** Rows of these ids are told with their times. */
  readonly witnesses: readonly number[];
}

/** The lowest and the highest id, and their times (Unix time in seconds, absent where they have none). */
interface TableEnds {
  readonly minId: number;
  readonly oldestAt: number | undefined;
  readonly maxId: number;
  readonly newestAt: number | undefined;
}

/** What a table was at one moment. */
export interface TableAnswer {
  /** Absent where it is empty. */
  readonly ends: TableEnds | undefined;
  /** Ascending. */
  readonly ids: readonly number[];
  /** Rows of each span. */
  readonly counts: readonly number[];
  /** Times of the witnesses that are there. */
  readonly times: ReadonlyMap<number, number | undefined>;
  /** When it was made, Unix time in seconds; absent where the server does not tell. */
  readonly madeAt: number | undefined;
  /** Its next id, roughly; absent where the server does not tell. */
  readonly nextId: number | undefined;
}
