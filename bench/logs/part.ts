import type { Row } from '../benchmark.ts';
import type { LogStage } from './stage.ts';

/** One subject of the benchmark of the log lines. */
export interface LogPart {
  /** What is under way, for the person who waits. */
  readonly name: string;
  readonly run: (stage: LogStage, say: (line: string) => void) => Promise<readonly Row[]>;
}

/** Why a time or a rate may miss its goal here. */
export const sharedCores = 'Elasticsearch, who logs, who counts and whatever else the machine does share two cores';

/** Why memory may miss its goal. */
export const notCollected =
  'resident memory counts garbage that is not collected yet; what is in use a test holds below 48 MiB';

/** Why a store may not be brought more. */
export const sameCores =
  'a line costs Elasticsearch some 50 µs, whoever brings it, on the two cores that it shares with who logs and who counts: a transport that cost nothing would bring some 40,000; the case of a store that only counts shows what this one can';
