import type { Fixed } from '../metrics/promql/duration.ts';
import type { Recording } from '../metrics/promql/recording.ts';

/** Recording rules that Prometheus evaluates one after the other. Their labels do not matter to the one who writes them down. */
export interface RecordingGroup {
  readonly name: string;
  /** Where it is not that of the scrapes. */
  readonly interval?: Fixed;
  readonly recordings: readonly Pick<Recording, 'record' | 'expr' | 'labels'>[];
}
