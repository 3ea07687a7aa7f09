import { nodeMetrics } from '../../app/metrics.ts';
import { max, sum } from '../../metrics/promql/aggregate.ts';
import { secondsSince } from '../../metrics/promql/constant.ts';
import { row } from '../adapter/dashboard.ts';
import { highest, perSecond } from '../adapter/expressions.ts';
import { timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';

const by = ['job', 'instance'] as const;
const legend = '{{job}} {{instance}}';

/** The programs that watch, and those that are watched, as every client of Prometheus tells of itself. */
export const programsRow = row('Programs', [
  timeseries({
    title: 'Memory of the programs',
    description:
      'Resident memory, of the ten largest. Prometheus grows with its series, see above; one that grows for days without them leaks.',
    unit: unitOf(nodeMetrics.residentMemory),
    width: 8,
    queries: [query(highest(sum(shown(nodeMetrics.residentMemory), { by })), legend)],
  }),
  timeseries({
    title: 'Processor of the programs',
    description:
      'Processors that the ten busiest keep busy: 1 is one whole. What watches should stay far below what it watches.',
    unit: unit.amount,
    width: 8,
    queries: [query(highest(sum(perSecond(shown(nodeMetrics.cpu)), { by })), legend)],
  }),
  timeseries({
    title: 'Time since the programs started',
    description: 'A fall to zero that nobody meant is a crash. The ten that run longest.',
    unit: unit.duration,
    width: 8,
    queries: [query(highest(secondsSince(max(shown(nodeMetrics.startTime), { by }))), legend)],
  }),
]);
