import type { Config } from '../config/load-config.ts';
import { swarmServices } from '../exporter/swarm/families.ts';
import { max } from '../metrics/promql/aggregate.ts';
import { ceil, divide, multiply } from '../metrics/promql/arithmetic.ts';
import { clampMin } from '../metrics/promql/functions.ts';
import { recorded } from '../metrics/promql/recording.ts';
import { select } from '../metrics/promql/selector.ts';
import type { Vector } from '../metrics/promql/vector.ts';
import { hostRecordings } from '../prometheus/recording-rules.ts';
import { serviceName } from './commands/manager.ts';

/** Share of the processors at which there is room again, for a burst and for the loss of a replica. */
export const comfortable = 0.6;

/** Replicas of the chat by which the busiest machine comes down to that, if theirs is the load; never fewer than there are. */
export const replicasNeeded = (config: Config): Vector<'gauge', never> =>
  ceil(
    multiply(
      max(select(swarmServices.desired, { service_name: serviceName(config, 'app') })),
      clampMin(divide(max(recorded(hostRecordings.busyRatio)), comfortable), 1),
    ),
  );
