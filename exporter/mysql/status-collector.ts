import type { Emit } from '../../metrics/samples.ts';
import { type Collector, CollectorError } from '../engine/collector.ts';
import { mysqlStatus, mysqlStatusGroups } from './families.ts';
import { namesToValues, parseValue } from './name-value.ts';
import type { Query } from './session.ts';

/** Status variable → single family; the peer's names are the variable's in lower case after this prefix. */
const singles = new Map(
  Object.values(mysqlStatus).map((family) => [family.name.replace('mysql_global_status_', ''), family]),
);

/** Emits a variable of a group; the pattern's group is the label's value. */
const groups: readonly [RegExp, (emit: Emit, rest: string, value: number) => void][] = [
  [/^com_(.+)$/, (emit, command, value) => emit(mysqlStatusGroups.commands, { command }, value)],
  [/^handler_(.+)$/, (emit, handler, value) => emit(mysqlStatusGroups.handlers, { handler }, value)],
  [/^connection_errors_(.+)$/, (emit, error, value) => emit(mysqlStatusGroups.connectionErrors, { error }, value)],
  [
    /^innodb_buffer_pool_pages_(.+)$/,
    (emit, rest, value) => {
      const state = mysqlStatusGroups.bufferPoolPages.labels.state.values.find((known) => known === rest);
      if (state) emit(mysqlStatusGroups.bufferPoolPages, { state }, value);
      else if (rest === 'dirty') emit(mysqlStatusGroups.bufferPoolDirtyPages, {}, value);
    },
  ],
];

/**
 * Counters and gauges of the server's state.
 * @see https://mariadb.com/kb/en/server-status-variables/
 */
export const mysqlStatusCollector = (query: Query): Collector => ({
  name: 'mysql_status',
  help: "Counters and gauges of the server's state.",
  enabled: true,
  timeoutMs: 3_000,
  families: [...Object.values(mysqlStatus), ...Object.values(mysqlStatusGroups)],
  async collect({ emit, ...deadline }) {
    const values = namesToValues(await query('SHOW GLOBAL STATUS', [], deadline));
    if (values.size === 0) throw new CollectorError('SHOW GLOBAL STATUS gave no rows.');
    for (const [name, text] of values) {
      const value = parseValue(text);
      if (value === undefined) continue;
      const family = singles.get(name);
      if (family) emit(family, {}, value);
      for (const [pattern, emitGroup] of groups) {
        const rest = pattern.exec(name)?.[1];
        if (rest) emitGroup(emit, rest, value);
      }
    }
  },
});
