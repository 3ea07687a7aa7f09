import type { Metric } from '../../metrics/declare.ts';
import { type LabelTexts, makeLabelTexts } from '../../metrics/exposition/label-texts.ts';
import { makeSeriesWriter } from '../../metrics/exposition/series-writer.ts';
import type { Emit, FamilyText } from '../../metrics/samples.ts';
import { type Collector, CollectorError } from './collector.ts';
import type { Turns } from './turns.ts';

/** Samples left out, by why. */
export interface Dropped {
  /** A label had more values than its bound. */
  readonly labelBound: number;
  /** The family had more samples than a page takes, or was beyond the families that a server may name. */
  readonly familyCap: number;
}

/** What a collection gave. */
export interface Written {
  readonly families: readonly FamilyText[];
  readonly dropped: Dropped;
}

/** Takes the samples of one collection, and keeps it to what was declared. */
export interface Sampler {
  /** Only keeps the sample: a collector may emit 100,000 without a pause. @throws CollectorError for an undeclared metric */
  readonly emit: Emit;
  /**
   * Writes what was emitted, in turns.
   * @throws SeriesError for labels other than the declared ones, and for a series given twice: Prometheus would refuse the
   *   whole page for it
   */
  readonly write: (turns: Turns) => Promise<Written>;
}

/** Samples that are written between two looks at the clock. */
const step = 256;

interface Batch {
  readonly metric: Metric;
  readonly labels: Readonly<Record<string, string>>[];
  readonly values: number[];
}

/**
 * Makes the sampler of one collection.
 * @param most samples that it takes of each family; later ones are left out
 * @param texts the values of labels, with what is known of them from the collections before
 */
export const makeSampler = (
  { families, openFamilies }: Pick<Collector, 'families' | 'openFamilies'>,
  most = Number.POSITIVE_INFINITY,
  texts: LabelTexts = makeLabelTexts()(),
): Sampler => {
  const declared = new Set<Metric>(families);
  const names = new Set(families.map(({ name }) => name));
  const batches = new Map<Metric, Batch>();
  let open = 0;
  let current: Batch | undefined;
  let familyCap = 0;

  /** Whether a family that is not declared may be one more of those that the server names. */
  const admit = ({ name }: Metric): boolean => {
    if (!openFamilies?.prefixes.some((prefix) => name.startsWith(prefix))) {
      throw new CollectorError(`${name} is not among the collector's families.`);
    }
    if (names.has(name)) throw new CollectorError(`${name} is two families of the collector.`);
    if (open >= openFamilies.atMost) return false;
    open += 1;
    names.add(name);
    return true;
  };

  const batchOf = (metric: Metric): Batch | undefined => {
    const known = batches.get(metric);
    if (known !== undefined) return known;
    if (!declared.has(metric) && !admit(metric)) return undefined;
    const batch: Batch = { metric, labels: [], values: [] };
    batches.set(metric, batch);
    return batch;
  };

  return {
    emit(metric: Metric, labels: Readonly<Record<string, string>>, value: number) {
      if (current?.metric !== metric) current = batchOf(metric);
      if (current === undefined || current.values.length >= most) {
        familyCap += 1;
        return;
      }
      current.labels.push(labels);
      current.values.push(value);
    },
    async write(turns) {
      const written: FamilyText[] = [];
      let labelBound = 0;
      let count = 0;
      for (const { metric, labels, values } of batches.values()) {
        const writer = makeSeriesWriter(metric, texts);
        for (const [i, given] of labels.entries()) {
          if (!writer.write(given, values[i] ?? Number.NaN)) labelBound += 1;
          count += 1;
          if (count % step === 0) await turns.pause();
        }
        written.push({ metric, chunks: writer.chunks() });
      }
      return { families: written, dropped: { labelBound, familyCap } };
    },
  };
};
