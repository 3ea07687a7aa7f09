import type { Config } from '../../config/load-config.ts';
import { hostFilesystem } from '../../exporter/host/families.ts';
import { divide, multiply, subtract } from '../../metrics/promql/arithmetic.ts';
import { above } from '../../metrics/promql/compare.ts';
import { hours, minutes, seconds } from '../../metrics/promql/duration.ts';
import { deriv } from '../../metrics/promql/over-gauge.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { type Alert, alert, type Runbook } from '../alert.ts';
import { is, isAbove, isBelow } from '../condition.ts';
import { humanizePercentage } from '../humanize.ts';
import { both } from '../joined.ts';
import { limit, limitsOf } from '../limit.ts';
import { panelOn } from '../panels.ts';
import { gap, rising, type Samples, series, steady } from '../series.ts';
import { agent } from './example-targets.ts';

const used = subtract(1, divide(select(hostFilesystem.available), select(hostFilesystem.size)));

/** What tells of being read-only says of one that can be written. A read-only one does not fill: an image is full by nature. */
const writable = limit('writable', 0);
const canFill = is(select(hostFilesystem.readOnly), writable);

/** A filesystem of the tests, as its labels say it. */
const labels = { ...agent, device: '/dev/vda1', fstype: 'ext4', mountpoint: '/' } as const;

/** A power of two: the share that one gets by dividing is the same to the last bit. */
const size = 2 ** 30;

const looks: Runbook['diagnosis'] = [
  { says: 'How full is each filesystem?', query: used },
  'On that machine, what takes the room? `du -xh --max-depth=2 MOUNTPOINT | sort -h | tail -n 20`.',
  'Is it a file that was deleted and is still held open? `lsof +L1`.',
  'Is it Docker? `docker system df` on that machine.',
];

const mends: Runbook['mitigation'] = [
  'Images and containers that nobody needs: `docker system prune --all` on that machine. It leaves volumes alone.',
  'The binary log of MySQL: `PURGE BINARY LOGS BEFORE NOW() - INTERVAL 1 DAY`, and a shorter `binlog_expire_logs_seconds`; replicas must have read it.',
  'Data of Elasticsearch: runbook ElasticsearchDisk tells how to make room.',
  'The journal: `journalctl --vacuum-size=500M`. Logs of containers: set `max-size` of the logging driver.',
  'The spool of log lines: it shrinks as soon as Elasticsearch takes them; runbook SpoolOld.',
  'All of it is needed: a larger disk.',
];

/** A dump that is deleted when it has been copied is gone by then. */
const lowFor = minutes(30);

/** Pages when hardly anything is free on a filesystem. */
export const diskLow = (config: Config): Alert => {
  const { diskRatio } = limitsOf(config);
  const most = humanizePercentage(diskRatio.value);
  return alert({
    name: 'DiskLow',
    severity: 'page',
    expr: both(isAbove(used, diskRatio), canFill),
    for: lowFor,
    summary: ({ mountpoint, instance }) => `The filesystem ${mountpoint} at ${instance} is fuller than ${most}`,
    description: ({ mountpoint, device, instance }, { percentage }) =>
      `${percentage} of the filesystem ${mountpoint} (${device}) at ${instance} are used, more than ${most}, for ${printSeconds(lowFor.seconds)}.`,
    panel: panelOn.swarm('Disk of the machines'),
    drill: 'fill-disk',
    runbook: {
      meaning: `More than ${most} of a filesystem that can be written is used.`,
      impact:
        'None until it is full. Then MySQL stops at its next write and no message is stored; Elasticsearch blocks its indices from 95% on; log lines are given up.',
      diagnosis: looks,
      mitigation: mends,
    },
    tests: {
      scenes: [
        {
          when: 'a filesystem is nearly full',
          labels,
          given: (target, course) => {
            const own = { ...labels, ...target };
            return [
              series(
                hostFilesystem.available,
                own,
                course.gauge(({ diskRatio: full }) => (1 - full) * size),
              ),
              series(
                hostFilesystem.size,
                own,
                course.gauge(() => size),
              ),
              series(
                hostFilesystem.readOnly,
                own,
                course.gauge(({ writable: readOnly }) => readOnly),
              ),
            ];
          },
        },
      ],
    },
  });
};

/** What fills for so long is no dump, but a trend. */
const trend = hours(1);

/** Time until a filesystem is full, at the pace of the last hour; absent while it does not fill. */
const left = divide(
  select(hostFilesystem.available),
  above(multiply(deriv(select(hostFilesystem.available), hours(1)), -1), 0),
);

/** The first minute of a test tells a pace; from then on it has to last. */
const first = minutes(1).seconds;
const at = seconds(trend.seconds + first);

const filesystem = (readOnly: 0 | 1, ...available: readonly [Samples, ...Samples[]]) => [
  series(hostFilesystem.available, labels, ...available, gap(minutes(1))),
  series(hostFilesystem.size, labels, steady(size, hours(5))),
  series(hostFilesystem.readOnly, labels, steady(readOnly, hours(5))),
];

/** Pages while there is time to make room: what fills at night is full in the morning. */
export const diskFull = (config: Config): Alert => {
  const { diskForecastSeconds, diskForecastRatio } = limitsOf(config);
  const horizon = printSeconds(diskForecastSeconds.value);
  const most = humanizePercentage(diskForecastRatio.value);
  const half = size * (1 - diskForecastRatio.value);
  /** Just fuller than the forecast needs. */
  const from = half * 0.99;
  // Half a second lest rounding shows in the text; so near that it holds from the first pace on.
  const near = diskForecastSeconds.value + first - 0.5;
  const pace = from / near;
  const filling = rising(-pace, hours(2), from);
  // So quick that it is near all the time, though it is only well filled half a minute after the first look.
  const quick = half / (diskForecastSeconds.value - 4 * first);
  const spell = minutes(45);
  const filled = from - pace * spell.seconds;
  return alert({
    name: 'DiskFull',
    severity: 'page',
    expr: both(both(isBelow(left, diskForecastSeconds), isAbove(used, diskForecastRatio)), canFill),
    for: trend,
    summary: ({ mountpoint, instance }) =>
      `The filesystem ${mountpoint} at ${instance} will be full in less than ${horizon}`,
    description: ({ mountpoint, device, instance }, { duration }) =>
      `The filesystem ${mountpoint} (${device}) at ${instance} has been filling for ${printSeconds(trend.seconds)} and is full in ${duration}, if it goes on.`,
    panel: panelOn.swarm('Disk full in'),
    consequenceOf: [{ alert: diskLow(config), same: ['job', 'instance', 'device', 'mountpoint'] }],
    drill: 'fill-disk',
    runbook: {
      meaning: `The filesystem is fuller than ${most}, can be written, and at the pace of the last hour is full within ${horizon}.`,
      impact:
        'None yet. When it is full MySQL stops at its next write and no message is stored; log lines are given up.',
      diagnosis: [{ says: 'How many seconds are left?', query: left }, ...looks],
      mitigation: ['End what writes that much, if it should not: a dump, a debug log, a build.', ...mends],
    },
    tests: {
      firing: [
        {
          when: 'a filesystem goes on filling',
          given: filesystem(0, filling),
          at,
          fires: [{ labels, value: near - at.seconds }],
        },
      ],
      edges: {
        inside: {
          diskForecastSeconds: {
            when: 'it fills just a little too slowly at first',
            given: filesystem(0, rising(-from / (near + first), hours(2), from)),
            at,
          },
          diskForecastRatio: {
            when: 'it fills quickly, but was half empty at first',
            given: filesystem(0, rising(-quick, hours(2), half + quick * 1.5 * first)),
            at,
          },
          writable: {
            when: 'it cannot be written, and its figures only seem to change',
            given: filesystem(1, filling),
            at,
          },
        },
        tooShort: { when: 'it has not yet filled for long enough', given: filesystem(0, filling), at: trend },
        backAndForth: {
          when: 'it fills, stands still, and fills again',
          given: filesystem(0, rising(-pace, spell, from), steady(filled, hours(2)), rising(-pace, hours(1), filled)),
          at: seconds(hours(2).seconds + 2 * spell.seconds),
        },
        vanished: {
          when: 'nothing is known of it any more',
          given: filesystem(0, rising(-pace, minutes(50), from)),
          at: minutes(70),
        },
      },
      quiet: [{ when: 'a well filled one does not fill', given: filesystem(0, steady(from, hours(3))), at: hours(2) }],
    },
  });
};
