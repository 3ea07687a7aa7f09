import { Registry } from 'prom-client';

/** A metric family as one process hands it to another. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly aggregator: string;
  readonly values: readonly FamilyValue[];
}

/** One series of a family; `metricName` tells a histogram's buckets, sum and count apart. */
export interface FamilyValue {
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly metricName?: string;
}

/** What one process measures. */
export interface Telemetry {
  readonly registry: Registry;
  /** Calls `read` before each collection, for what is read and not counted. */
  readonly beforeCollect: (read: () => void) => void;
  readonly collect: () => Promise<Family[]>;
}

/** An empty set of metrics for this process. */
export const createTelemetry = (): Telemetry => {
  const registry = new Registry();
  const readers: (() => void)[] = [];
  return {
    registry,
    beforeCollect: (read) => {
      readers.push(read);
    },
    async collect() {
      for (const read of readers) read();
      // prom-client's types know the aggregator's functions only, not the name that the data carries.
      return (await registry.getMetricsAsJSON()) as unknown as Family[];
    },
  };
};
