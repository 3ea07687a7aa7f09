import type { LogSearch } from '../elasticsearch.ts';
import { countOf, type Interval, without } from '../intervals.ts';
import type { TimeRange } from '../time-range.ts';
import type { KnownLines, NumberedLines } from './known-lines.ts';
import { confirmMissing, type Locate } from './missing-lines.ts';
import { type StoredNumbers, storedNumbers } from './numbered-lines.ts';
import { countUnnumbered, storedWriters } from './stored-writers.ts';

/** What of one writer is not as it should be. */
export interface WriterFault {
  readonly writer: string;
  /** Numbers of lines that are nowhere. */
  readonly lost: readonly Interval[];
  /** Numbers of lines that are stored more than once. */
  readonly doubled: readonly number[];
}

/** Whether each line that was logged is stored once. */
export interface Audit {
  readonly dataStream: string;
  readonly writers: number;
  /** Lines that are stored, each counted once. */
  readonly stored: number;
  /** Lines that wait in the spool, and that it has put aside, and that are not stored. */
  readonly waiting: number;
  readonly apart: number;
  readonly lost: number;
  /** Documents that are there beside the first one of a line. */
  readonly extra: number;
  /** Writers whose first lines are kept no longer, so that nobody can say whether they ever were. */
  readonly beheaded: number;
  /** Lines that no writer has numbered. */
  readonly unnumbered: number;
  readonly faults: readonly WriterFault[];
}

/** What an audit looks at. */
export interface AuditSources {
  readonly search: LogSearch;
  readonly range: TimeRange;
  /** Lines that the spool knows of, within a time. */
  readonly known: (range: TimeRange) => Promise<KnownLines>;
  readonly locate: Locate;
  /** Lines that the console has told, where somebody kept it. */
  readonly console?: NumberedLines;
}

/** The first index of a data stream is there: none of its lines has been deleted for its age. */
const isWhole = (indices: readonly string[]): boolean =>
  indices.length === 0 || indices.some((name) => /-0*1$/.test(name));

const numbersOf = (lines: NumberedLines | undefined, writer: string): readonly Interval[] =>
  lines?.of(writer)?.list() ?? [];

/** What one writer's numbers come to. */
interface Account {
  readonly stored: readonly Interval[];
  readonly waiting: number;
  readonly apart: number;
  readonly suspected: readonly Interval[];
  readonly beheaded: boolean;
}

/** Holds an account of each writer: which of its numbers are expected, and where they are. */
const accountant = ({ range, console }: AuditSources, known: KnownLines, whole: boolean) => {
  return (writer: string, stored: readonly Interval[]): Account => {
    const [told, unshipped, putAside, newest] = [console, known.waiting, known.apart, known.newest].map((lines) =>
      numbersOf(lines, writer),
    ) as [readonly Interval[], readonly Interval[], readonly Interval[], readonly Interval[]];
    const within = [stored, unshipped, told];
    // When these were logged is not known, or it does not matter: behind the end of a time nobody knows what else belongs to it.
    const seen = range.until === undefined ? [...within, putAside, newest] : within;
    const first = whole ? 1 : Math.min(...within.map((parts) => parts[0]?.from ?? Number.POSITIVE_INFINITY));
    const last = Math.max(...seen.map((parts) => parts.at(-1)?.to ?? 0));
    const waiting = without(unshipped, stored);
    const apart = without(without(putAside, stored), waiting);
    return {
      stored,
      waiting: countOf(waiting),
      apart: countOf(apart),
      suspected: without(without(without(first > last ? [] : [{ from: first, to: last }], stored), waiting), apart),
      beheaded: !whole && first > 1 && Number.isFinite(first),
    };
  };
};

/** Audits all that is stored against what writers have numbered. @throws LogsError if Elasticsearch cannot be asked */
export const auditLines = async (sources: AuditSources): Promise<Audit> => {
  const { search, range, known: knownWithin, locate, console } = sources;
  const known = await knownWithin(range);
  const whole = range.since === undefined && isWhole(await search.indices());
  const accountOf = accountant(sources, known, whole);
  const sums = { writers: 0, stored: 0, waiting: 0, apart: 0, extra: 0, beheaded: 0 };
  const suspected = new Map<string, readonly Interval[]>();
  const doubled = new Map<string, readonly number[]>();
  const left = new Set(
    [known.waiting, known.apart, known.newest, ...(console ? [console] : [])].flatMap((of) => of.writers()),
  );

  const enter = ({ writer, stored, ...more }: Pick<StoredNumbers, 'writer' | 'stored'> & Partial<StoredNumbers>) => {
    const account = accountOf(writer, stored);
    left.delete(writer);
    sums.writers += 1;
    sums.stored += countOf(stored);
    sums.waiting += account.waiting;
    sums.apart += account.apart;
    sums.extra += more.extra ?? 0;
    sums.beheaded += account.beheaded ? 1 : 0;
    if (account.suspected.length > 0) suspected.set(writer, account.suspected);
    if (more.doubled !== undefined && more.doubled.length > 0) doubled.set(writer, more.doubled);
  };

  for await (const page of storedWriters(search, range)) {
    for (const numbers of await storedNumbers(search, page, range)) enter(numbers);
  }
  for (const writer of [...left]) enter({ writer, stored: [] });
  const missing = await confirmMissing(suspected, { known: () => knownWithin({}), locate });
  const faulty = [...new Set([...missing.keys(), ...doubled.keys()])];
  return {
    dataStream: search.dataStream,
    ...sums,
    lost: [...missing.values()].reduce((sum, parts) => sum + countOf(parts), 0),
    unnumbered: await countUnnumbered(search, range),
    faults: faulty.map((writer) => ({
      writer,
      lost: missing.get(writer) ?? [],
      doubled: doubled.get(writer) ?? [],
    })),
  };
};
