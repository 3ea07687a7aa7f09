import { mysqlInnodb, mysqlStatus, mysqlStatusGroups } from '../../exporter/mysql/families.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { row } from '../adapter/dashboard.ts';
import { perSecond, share, times } from '../adapter/expressions.ts';
import { timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';

const by = ['instance'] as const;
const legend = '{{instance}}';

const read = sum(perSecond(shown(mysqlStatus.innodbBufferPoolReads)), { by });
const asked = sum(perSecond(shown(mysqlStatus.innodbBufferPoolReadRequests)), { by });

/** InnoDB: what it finds in memory, and what transactions wait for. */
export const innodbRow = row('InnoDB', [
  timeseries({
    title: 'Reads from disk',
    description:
      'Share of page reads that the buffer pool could not answer. More than 1 % for long: the pool is too small.',
    unit: unit.ratio,
    width: 8,
    queries: [query(share(read, asked), legend)],
  }),
  timeseries({
    title: 'Pages of the buffer pool',
    description:
      'Without free pages each new page puts out another one, which is usual; it matters once the reads from disk rise too.',
    unit: unitOf(mysqlStatusGroups.bufferPoolPages),
    width: 8,
    stacked: true,
    queries: [
      query(
        sum(shown(mysqlStatusGroups.bufferPoolPages, { state: { anyOf: ['data', 'free', 'misc'] } }), {
          by: ['state'],
        }),
        '{{state}}',
      ),
    ],
  }),
  timeseries({
    title: 'Deadlocks',
    description:
      'Transactions that were ended for another one, each of which the chat tries again. A stream of them: two statements take the same rows in another order; SHOW ENGINE INNODB STATUS has the last pair.',
    unit: unit.times,
    width: 8,
    bars: true,
    queries: [query(sum(times(shown(mysqlInnodb.deadlocks)), { by }), legend)],
  }),
  timeseries({
    title: 'Waits for row locks',
    description:
      'Times that a statement had to wait for a row of another transaction. It rises with the mover or a rebuild: shorten their transactions (retention.chunkRows).',
    unit: unit.times,
    width: 8,
    bars: true,
    queries: [query(sum(times(shown(mysqlStatus.innodbRowLockWaits)), { by }), legend)],
  }),
  timeseries({
    title: 'Row locks waited for now',
    description: 'Statements that stand still for a row. Anything that stays: a transaction was left open; end it.',
    unit: unitOf(mysqlStatus.innodbRowLockCurrentWaits),
    width: 8,
    queries: [query(sum(shown(mysqlStatus.innodbRowLockCurrentWaits), { by }), legend)],
  }),
  timeseries({
    title: 'Waits for the redo log',
    description:
      'Times that a transaction waited as the log buffer was full. Anything but zero for long: raise innodb_log_buffer_size, or look at the disk.',
    unit: unit.times,
    width: 8,
    bars: true,
    queries: [query(sum(times(shown(mysqlStatus.innodbLogWaits)), { by }), legend)],
  }),
]);
