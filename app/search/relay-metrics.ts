import { register } from '../../metrics/prom-client.ts';
import { searchMetrics } from '../metrics.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { Trouble } from './index-writer.ts';

/** What the relay counts. */
export interface RelayMetrics {
  /** Messages whose state the index has taken. */
  readonly indexed: (messages: number) => void;
  readonly rejected: () => void;
  readonly retried: (reason: Trouble) => void;
  readonly rebuilt: () => void;
}

/** Registers what the relay counts. */
export const measureRelay = ({ registry }: Telemetry): RelayMetrics => {
  const indexed = register(registry, searchMetrics.indexed);
  const rejected = register(registry, searchMetrics.rejected);
  const retries = register(registry, searchMetrics.retries);
  const rebuilds = register(registry, searchMetrics.rebuilds);
  return {
    indexed: (messages) => indexed.add({}, messages),
    rejected: () => rejected.add({}),
    retried: (reason) => retries.add({ reason }),
    rebuilt: () => rebuilds.add({}),
  };
};
