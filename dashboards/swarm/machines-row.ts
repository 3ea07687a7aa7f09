import { host, hostFilesystem } from '../../exporter/host/families.ts';
import { avg, count, max, min, sum } from '../../metrics/promql/aggregate.ts';
import { divide, multiply, subtract } from '../../metrics/promql/arithmetic.ts';
import { above } from '../../metrics/promql/compare.ts';
import { countValues } from '../../metrics/promql/count-values.ts';
import { hours } from '../../metrics/promql/duration.ts';
import { deriv } from '../../metrics/promql/over-gauge.ts';
import { row } from '../adapter/dashboard.ts';
import { highest, perSecond } from '../adapter/expressions.ts';
import { timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';

const by = ['instance'] as const;
const ofDisk = ['instance', 'mountpoint'] as const;
const none = 'No exporter tells of its machine: switch on its collector host';

/** A filesystem of one machine tells the same under each of its devices' names. */
const free = max(shown(hostFilesystem.available), { by: ofDisk });
const size = max(shown(hostFilesystem.size), { by: ofDisk });
const shrinking = above(multiply(deriv(shown(hostFilesystem.available), hours(1)), -1), 0);

/** The machines that all of it runs on, as the exporter and the agents tell of them. */
export const machinesRow = row('Machines', [
  timeseries({
    title: 'Processor of the machines',
    description:
      'Share of the processors that is busy, of the ten busiest machines. Beyond the line for minutes everybody waits: add replicas on another machine, as the runbook of the alert says how many.',
    unit: unit.ratio,
    threshold: { above: 'hostCpuRatio', urgent: 'hostCpuUrgentRatio' },
    none,
    width: 8,
    queries: [query(highest(subtract(1, avg(perSecond(shown(host.cpu, { mode: 'idle' })), { by }))), '{{instance}}')],
  }),
  timeseries({
    title: 'Memory of the machines',
    description:
      'Share of the memory that programs hold, of the ten fullest machines. Near 100 % the kernel kills: see which container grows.',
    unit: unit.ratio,
    none,
    width: 8,
    queries: [
      query(
        highest(subtract(1, divide(max(shown(host.memoryAvailable), { by }), max(shown(host.memoryTotal), { by })))),
        '{{instance}}',
      ),
    ],
  }),
  timeseries({
    title: 'Load for each processor',
    description:
      'Tasks that run or wait, over the processors. Above 1 some wait; high while the processors are idle: they wait for a disk.',
    unit: unit.amount,
    none,
    width: 8,
    queries: [
      query(
        highest(divide(max(shown(host.load1), { by }), count(perSecond(shown(host.cpu, { mode: 'idle' })), { by }))),
        '{{instance}}',
      ),
    ],
  }),
  timeseries({
    title: 'Disk of the machines',
    description:
      'Share of each filesystem that is used, the ten fullest. What grows by itself: the binary log of MySQL, images of Docker, the spool.',
    unit: unit.ratio,
    threshold: { above: 'diskRatio' },
    none,
    width: 8,
    queries: [query(highest(subtract(1, divide(free, size))), '{{instance}} {{mountpoint}}')],
  }),
  timeseries({
    title: 'Disk full in',
    description:
      'Time until the first filesystem of a machine is full, if it fills on as in the last hour; no line while none fills. Hours: make room now.',
    unit: unit.duration,
    threshold: { below: 'diskForecastSeconds' },
    none: 'No filesystem fills',
    width: 8,
    queries: [query(min(divide(shown(hostFilesystem.available), shrinking), { by }), '{{instance}}')],
  }),
  timeseries({
    title: 'Nodes for each machine',
    description:
      'Instances over machines, told apart by when their kernel started. Above 1 the nodes share one machine, as containers on one host do: they fail together, and three of them are no high availability.',
    unit: unit.amount,
    none,
    width: 8,
    queries: [
      query(divide(count(shown(host.bootTime)), count(countValues('boot', shown(host.bootTime)))), 'on one machine'),
    ],
  }),
  timeseries({
    title: 'Files that a disk still takes',
    description:
      'Share of the files that is left, of the filesystem that has fewest. None left is a full disk that shows room: most often millions of small files in one folder.',
    unit: unit.ratio,
    none: 'No filesystem has a limit of files',
    width: 12,
    queries: [
      query(
        min(
          divide(
            max(shown(hostFilesystem.filesFree), { by: ofDisk }),
            above(max(shown(hostFilesystem.files), { by: ofDisk }), 0),
          ),
          { by },
        ),
        '{{instance}}',
      ),
    ],
  }),
  timeseries({
    title: 'Filesystems in trouble',
    description:
      'Filesystems that cannot be written, and those that did not tell of themselves in time. Read-only after an error of the disk: `dmesg` has it; one that does not answer is a network that hangs.',
    unit: unitOf(hostFilesystem.error),
    none,
    width: 12,
    queries: [
      query(highest(sum(shown(hostFilesystem.readOnly), { by })), 'read-only: {{instance}}'),
      query(highest(sum(shown(hostFilesystem.error), { by })), 'no answer: {{instance}}'),
    ],
  }),
]);
