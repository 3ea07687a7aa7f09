import { chatMetrics } from '../../app/metrics.ts';
import type { Vector } from '../../metrics/promql/vector.ts';
import { zeroWhere } from '../adapter/zero.ts';

/** Zero where the app answers but the series do not exist yet, as before the first message in a room. */
export const zeroIfQuiet = (vector: Vector<'gauge', never>): Vector<'gauge', never> =>
  zeroWhere(chatMetrics.workers, vector);
