import type { Emit } from '../../metrics/samples.ts';
import { type Collector, CollectorError } from '../engine/collector.ts';
import { mysqlGalera, mysqlStatus, mysqlStatusGroups } from './families.ts';
import { emitGaleraStatus } from './galera.ts';
import { namesToValues, parseValue } from './name-value.ts';
import { type PeerFamilies, peerFamilies } from './peer-families.ts';
import type { Query } from './session.ts';

const prefix = 'mysql_global_status_';

/** Status variable → single family; the peer's names are the variable's in lower case after this prefix. */
const singles = new Map(Object.values(mysqlStatus).map((family) => [family.name.replace(prefix, ''), family]));

const states = mysqlStatusGroups.bufferPoolPages.labels.state.values;

/** Emits the value of one variable. */
type EmitValue = (emit: Emit, value: number) => void;

/** How a variable of a group is emitted; the pattern's group is the label's value. */
const groups: readonly (readonly [RegExp, (rest: string) => EmitValue])[] = [
  [/^com_(.*)$/, (command) => (emit, value) => emit(mysqlStatusGroups.commands, { command }, value)],
  [/^handler_(.*)$/, (handler) => (emit, value) => emit(mysqlStatusGroups.handlers, { handler }, value)],
  [/^connection_errors_(.*)$/, (error) => (emit, value) => emit(mysqlStatusGroups.connectionErrors, { error }, value)],
  [/^innodb_rows_(.*)$/, (operation) => (emit, value) => emit(mysqlStatusGroups.rowOperations, { operation }, value)],
  [
    /^performance_schema_(.*)$/,
    (instrumentation) => (emit, value) => emit(mysqlStatusGroups.performanceSchemaLost, { instrumentation }, value),
  ],
  [
    /^innodb_buffer_pool_pages_(.*)$/,
    (rest) => {
      const state = states.find((known) => known === rest);
      if (state) return (emit, value) => emit(mysqlStatusGroups.bufferPoolPages, { state }, value);
      if (rest === 'dirty') return (emit, value) => emit(mysqlStatusGroups.bufferPoolDirtyPages, {}, value);
      // It is the sum of the others.
      if (rest === 'total') return () => {};
      return (emit, value) => emit(mysqlStatusGroups.bufferPoolPageChanges, { operation: rest }, value);
    },
  ],
];

/** How the variables are emitted, each looked up once. @param others makes the families that only the server names */
const makeEmitters = (others: PeerFamilies<Record<never, never>>): ((name: string) => EmitValue) => {
  const known = new Map<string, EmitValue>();
  const find = (name: string): EmitValue => {
    for (const [pattern, emitterOf] of groups) {
      const rest = pattern.exec(name)?.[1];
      if (rest !== undefined) return emitterOf(rest);
    }
    const family = singles.get(name) ?? others(name);
    return family === undefined ? () => {} : (emit, value) => emit(family, {}, value);
  };
  return (name) => {
    const emitter = known.get(name) ?? find(name);
    known.set(name, emitter);
    return emitter;
  };
};

/**
 * Counters and gauges of the server's state, those that only this version of it knows included.
 * @see https://mariadb.com/kb/en/server-status-variables/
 */
export const mysqlStatusCollector = (query: Query): Collector => {
  const emitterOf = makeEmitters(peerFamilies(prefix, 'counter', 'As SHOW GLOBAL STATUS has it.', {}));
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
        emitterOf(name)(emit, value);
      }
      emitGaleraStatus(emit, (name) => values.get(name) ?? '');
    },
  };
};
