import { nodeMetrics } from '../../app/metrics.ts';
import { count, sum } from '../../metrics/promql/aggregate.ts';
import { divide } from '../../metrics/promql/arithmetic.ts';
import { row } from '../adapter/dashboard.ts';
import { highest, perSecond } from '../adapter/expressions.ts';
import { timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown, shownPart } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';

const by = ['instance', 'worker'] as const;
/** Every Prometheus client has these metrics; only the app's have a worker. */
const anyWorker = { worker: { pattern: '.+' } } as const;
const perWorker = '{{instance}} {{worker}}';

const collecting = sum(perSecond(shownPart(nodeMetrics.gcDuration, 'sum')), { by: ['kind'] });

/** Each process tells of its event loop. */
const processes = count(shown(nodeMetrics.eventLoopUtilization));

/** The Node processes: event loop, garbage collection, memory, processor; of many workers the ten that have most of it. */
export const nodeRow = row('Node', [
  timeseries({
    title: 'Event-loop delay',
    description:
      'How late timers run, 99 in 100. Above the line everybody on that worker waits: see whether garbage collection or utilisation rises with it.',
    unit: unitOf(nodeMetrics.eventLoopDelay),
    width: 6,
    threshold: { above: 'eventLoopDelaySeconds', urgent: 'eventLoopDelayUrgentSeconds' },
    queries: [query(highest(sum(shown(nodeMetrics.eventLoopDelay, { stat: 'p99' }), { by })), perWorker)],
  }),
  timeseries({
    title: 'Event-loop utilisation',
    description: 'Share of the time that a worker is busy. Beyond 0.9 it has nothing left for a peak: add a worker.',
    unit: unit.ratio,
    width: 6,
    queries: [query(highest(sum(shown(nodeMetrics.eventLoopUtilization), { by })), perWorker)],
  }),
  timeseries({
    title: 'Time in garbage collection',
    description:
      'Share of the time that collections stop a process, the mean of all. A tenth is too much: see the heap.',
    unit: unit.ratio,
    width: 6,
    stacked: true,
    colours: { major: 'bad', incremental: 'odd', minor: 'fact', weak_callbacks: 'strange' },
    queries: [query(divide(collecting, processes, { on: [], group: 'left' }), '{{kind}}')],
  }),
  timeseries({
    title: 'Processor time',
    description: 'Processors that each process keeps busy: 1 is one whole. A worker cannot use much more than one.',
    unit: unit.amount,
    width: 6,
    queries: [query(highest(sum(perSecond(shown(nodeMetrics.cpu, anyWorker)), { by })), perWorker)],
  }),
  timeseries({
    title: 'Heap used',
    description:
      'Saw teeth are healthy. Lows that rise for hours are a leak: take a heap snapshot before the limit is reached.',
    unit: unitOf(nodeMetrics.heap),
    width: 8,
    queries: [query(highest(sum(shown(nodeMetrics.heap, { state: 'used' }), { by })), perWorker)],
  }),
  timeseries({
    title: 'Heap used of its limit',
    description: 'At 100 % V8 ends the process. Above the line: find the leak, or give the worker more memory.',
    unit: unit.ratio,
    width: 8,
    threshold: { above: 'heapRatio' },
    queries: [
      query(
        highest(
          divide(
            sum(shown(nodeMetrics.heap, { state: 'used' }), { by }),
            sum(shown(nodeMetrics.heap, { state: 'limit' }), { by }),
          ),
        ),
        perWorker,
      ),
    ],
  }),
  timeseries({
    title: 'Memory held',
    description: 'Resident memory. It rises while the heap does not: buffers, or a native module.',
    unit: unitOf(nodeMetrics.residentMemory),
    width: 8,
    queries: [query(highest(sum(shown(nodeMetrics.residentMemory, anyWorker), { by })), perWorker)],
  }),
]);
