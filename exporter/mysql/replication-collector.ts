import type { Emit } from '../../metrics/samples.ts';
import type { Collector } from '../engine/collector.ts';
import { mysqlReplication } from './families.ts';
import { parseValue } from './name-value.ts';
import { peerFamilies } from './peer-families.ts';
import type { AskServer, Query, Row } from './session.ts';

const prefix = 'mysql_slave_status_';

const { gtidIoPos, gtidSlavePos, ...declared } = mysqlReplication;
const known = new Map(Object.values(declared).map((family) => [family.name.replace(prefix, ''), family]));

/** The first of some columns that the row has; the words changed with the versions. */
const textOf = (row: Row, ...columns: readonly string[]): string => {
  const column = columns.find((name) => row[name] !== undefined && row[name] !== null);
  return column === undefined ? '' : String(row[column]);
};

/** The older words for a column, by which dashboards know it: `Seconds_Behind_Source` → `seconds_behind_master`. */
const olderName = (column: string): string =>
  column
    .toLowerCase()
    .replace(/(?<=^|_)source(?=_|$)/g, 'master')
    .replace(/(?<=^|_)replica(?=_|$)/g, 'slave');

/** Emits the last transaction of each domain out of MariaDB's `0-1-4711,1-2-17`. */
const emitPositions = (
  emit: Emit,
  family: typeof gtidIoPos | typeof gtidSlavePos,
  connection: Readonly<Record<'master_host' | 'master_uuid' | 'channel_name' | 'connection_name', string>>,
  positions: string,
): void => {
  for (const [, domain_id = '', server_id = '', sequence] of positions.matchAll(/(\d+)-(\d+)-(\d+)/g)) {
    emit(family, { ...connection, domain_id, server_id }, Number(sequence));
  }
};

/**
 * How far the server follows each of its primaries, by channel (MySQL) or connection (MariaDB). A server that follows none has
 * no series. Newer words of the columns are told beside the older ones.
 * @see https://mariadb.com/kb/en/show-replica-status/
 */
export const mysqlReplicationCollector = (query: Query, server: AskServer): Collector => {
  const help = 'As the server tells of its replication.';
  const labels = mysqlReplication.ioRunning.labels;
  const others = peerFamilies(prefix, 'counter', help, labels);
  const emitRow = (emit: Emit, row: Row): void => {
    const connection = {
      master_host: textOf(row, 'Master_Host', 'Source_Host'),
      master_uuid: textOf(row, 'Master_UUID', 'Source_UUID'),
      channel_name: textOf(row, 'Channel_Name'),
      connection_name: textOf(row, 'Connection_name'),
    };
    for (const [column, written] of Object.entries(row)) {
      const value = written === null ? undefined : parseValue(String(written));
      if (value === undefined) continue;
      for (const name of new Set([column.toLowerCase(), olderName(column)])) {
        const family = known.get(name) ?? others(name);
        if (family) emit(family, connection, value);
      }
    }
    emitPositions(emit, gtidIoPos, connection, textOf(row, 'Gtid_IO_Pos'));
    emitPositions(emit, gtidSlavePos, connection, textOf(row, 'Gtid_Slave_Pos'));
  };
  return {
    name: 'mysql_replication',
    help: 'How far the server follows each of its primaries. The right that it needs shows statements that failed.',
    // The right to it shows the statement at which it broke off: see the grants.
    enabled: false,
    timeoutMs: 3_000,
    families: Object.values(mysqlReplication),
    openFamilies: { prefixes: [prefix], atMost: 200 },
    async collect({ emit, ...deadline }) {
      const { flavour } = await server(deadline);
      for (const row of await query(flavour.replication, [], deadline)) emitRow(emit, row);
    },
  };
};
