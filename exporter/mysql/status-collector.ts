import type { Emit } from '../../metrics/samples.ts';
import { type Collector, CollectorError } from '../engine/collector.ts';
import { mysqlGalera, mysqlStatus, mysqlStatusGroups } from './families.ts';
import { emitGaleraStatus } from './galera.ts';
import { namesToValues, parseValue } from './name-value.ts';
import { peerFamilies } from './peer-families.ts';
import type { Query } from './session.ts';

const prefix = 'mysql_global_status_';

/** Status variable → single family; the peer's names are the variable's in lower case after this prefix. */
const singles = new Map(Object.values(mysqlStatus).map((family) => [family.name.replace(prefix, ''), family]));

const states = mysqlStatusGroups.bufferPoolPages.labels.state.values;

/** Emits a variable of a group; the pattern's group is the label's value. */
const groups: readonly (readonly [RegExp, (emit: Emit, rest: string, value: number) => void])[] = [
  [/^com_(.*)$/, (emit, command, value) => emit(mysqlStatusGroups.commands, { command }, value)],
  [/^handler_(.*)$/, (emit, handler, value) => emit(mysqlStatusGroups.handlers, { handler }, value)],
  [/^connection_errors_(.*)$/, (emit, error, value) => emit(mysqlStatusGroups.connectionErrors, { error }, value)],
  [/^innodb_rows_(.*)$/, (emit, operation, value) => emit(mysqlStatusGroups.rowOperations, { operation }, value)],
  [
    /^performance_schema_(.*)$/,
    (emit, instrumentation, value) => emit(mysqlStatusGroups.performanceSchemaLost, { instrumentation }, value),
  ],
  [
    /^innodb_buffer_pool_pages_(.*)$/,
    (emit, rest, value) => {
      const state = states.find((known) => known === rest);
      if (state) emit(mysqlStatusGroups.bufferPoolPages, { state }, value);
      else if (rest === 'dirty') emit(mysqlStatusGroups.bufferPoolDirtyPages, {}, value);
      // The total is the sum of the others.
      else if (rest !== 'total') emit(mysqlStatusGroups.bufferPoolPageChanges, { operation: rest }, value);
    },
  ],
];

/**
 * Counters and gauges of the server's state, those that only this version of it knows included.
 * @see https://mariadb.com/kb/en/server-status-variables/
 */
export const mysqlStatusCollector = (query: Query): Collector => {
  const others = peerFamilies(prefix, 'counter', 'A status variable of the server, as SHOW GLOBAL STATUS has it.', {});
  return {
    name: 'mysql_status',
    help: "Counters and gauges of the server's state.",
    enabled: true,
    timeoutMs: 3_000,
    families: [
      ...Object.values(mysqlStatus),
      ...Object.values(mysqlStatusGroups),
      ...Object.values(mysqlGalera).filter(
        (family) => family !== mysqlGalera.variables && family !== mysqlGalera.gcacheSize,
      ),
    ],
    openFamilies: { prefixes: [prefix], atMost: 3_000 },
    async collect({ emit, ...deadline }) {
      const values = namesToValues(await query('SHOW GLOBAL STATUS', [], deadline));
      if (values.size === 0) throw new CollectorError('SHOW GLOBAL STATUS gave no rows.');
      for (const [name, text] of values) {
        const value = parseValue(text);
        if (value === undefined) continue;
        const group = groups.find(([pattern]) => pattern.test(name));
        if (group) {
          const [pattern, emitGroup] = group;
          emitGroup(emit, name.replace(pattern, '$1'), value);
          continue;
        }
        const family = singles.get(name) ?? others(name);
        if (family) emit(family, {}, value);
      }
      emitGaleraStatus(emit, (name) => values.get(name) ?? '');
    },
  };
};
