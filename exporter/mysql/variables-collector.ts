import { type Collector, CollectorError } from '../engine/collector.ts';
import { mysqlGalera, mysqlServer, mysqlVariables } from './families.ts';
import { emitGaleraVariables } from './galera.ts';
import { namesToValues, parseValue } from './name-value.ts';
import { peerFamilies } from './peer-families.ts';
import type { Query } from './session.ts';

const prefix = 'mysql_global_variables_';

const { transactionIsolation, ...numbers } = mysqlVariables;

/** System variable → family; the peer's names are the variable's after this prefix. */
const known = new Map(Object.values(numbers).map((family) => [family.name.replace(prefix, ''), family]));

/**
 * The server's limits, sizes and switches, and its version.
 * @see https://mariadb.com/kb/en/server-system-variables/
 */
export const mysqlVariablesCollector = (query: Query): Collector => {
  const others = peerFamilies(prefix, 'gauge', 'As SHOW GLOBAL VARIABLES has it.', {});
  return {
    name: 'mysql_variables',
    help: "The server's limits and sizes, and its version.",
    enabled: true,
    timeoutMs: 3_000,
    families: [mysqlServer.version, ...Object.values(mysqlVariables), mysqlGalera.variables, mysqlGalera.gcacheSize],
    openFamilies: { prefixes: [prefix], atMost: 3_000 },
    async collect({ emit, ...deadline }) {
      const values = namesToValues(await query('SHOW GLOBAL VARIABLES', [], deadline));
      if (values.size === 0) throw new CollectorError('SHOW GLOBAL VARIABLES gave no rows.');
      const text = (name: string) => values.get(name) ?? '';
      const version = text('version');
      const labels = { innodb_version: text('innodb_version'), version, version_comment: text('version_comment') };
      emit(mysqlServer.version, labels, 1);
      // The second is the old name of the first.
      const level = text('transaction_isolation') || text('tx_isolation');
      if (level !== '') emit(transactionIsolation, { level }, 1);
      emitGaleraVariables(emit, text);
      for (const [name, written] of values) {
        const value = parseValue(written);
        const family = value === undefined ? undefined : (known.get(name) ?? others(name));
        if (family && value !== undefined) emit(family, {}, value);
      }
    },
  };
};
