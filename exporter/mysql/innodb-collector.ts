import type { Emit } from '../../metrics/samples.ts';
import { type Collector, CollectorError } from '../engine/collector.ts';
import { mysqlInnodb } from './families.ts';
import { peerFamilies } from './peer-families.ts';
import type { Query, Row } from './session.ts';

const prefix = 'mysql_info_schema_innodb_metrics_';

/** MySQL tells the time of relocations in milliseconds, all other times in seconds. */
const relocationsPerSecond = 1_000;

const emitCompression = (emit: Emit, { name, a, b, c, d, e }: Row): void => {
  const labels = { page_size: String(name) };
  emit(mysqlInnodb.compressOps, labels, Number(a));
  emit(mysqlInnodb.compressOpsOk, labels, Number(b));
  emit(mysqlInnodb.compressTime, labels, Number(c));
  emit(mysqlInnodb.uncompressOps, labels, Number(d));
  emit(mysqlInnodb.uncompressTime, labels, Number(e));
};

const emitCompressionMemory = (emit: Emit, { name, detail, a, b, c, d }: Row): void => {
  const labels = { page_size: String(name), buffer_pool: String(detail) };
  emit(mysqlInnodb.pagesUsed, labels, Number(a));
  emit(mysqlInnodb.pagesFree, labels, Number(b));
  emit(mysqlInnodb.relocationOps, labels, Number(c));
  emit(mysqlInnodb.relocationTime, labels, Number(d) / relocationsPerSecond);
};

/**
 * InnoDB's compressed pages, and what of INNODB_METRICS is switched on: the length of the history, deadlocks, checkpoints.
 * @see https://mariadb.com/kb/en/information-schema-innodb_metrics-table/
 */
export const mysqlInnodbCollector = (query: Query): Collector => {
  const help = 'As INNODB_METRICS has it.';
  const counters = peerFamilies(prefix, 'counter', help, {});
  const gauges = peerFamilies(prefix, 'gauge', help, {});
  const emitMetric = (emit: Emit, { name, detail, a, b }: Row): void => {
    const value = Number(a);
    const [, done, type = ''] = /^buffer_page_(read|written)_(.+)$/.exec(String(name)) ?? [];
    if (done !== undefined) {
      emit(done === 'read' ? mysqlInnodb.pagesRead : mysqlInnodb.pagesWritten, { type }, value);
      return;
    }
    if (name === 'lock_deadlocks') {
      emit(mysqlInnodb.deadlocks, {}, value);
      return;
    }
    // The status of the server has them too, by state.
    if (String(name).startsWith('buffer_pool_pages_')) return;
    // Some counters of MySQL run below zero by a defect; the peer takes those for gauges.
    const counts = Number(b) === 1 && value >= 0;
    const family = counts ? counters(`${detail}_${name}_total`) : gauges(`${detail}_${name}`);
    if (family) emit(family, {}, value);
  };
  return {
    name: 'mysql_innodb',
    help: "InnoDB's compressed pages, and its own metrics.",
    enabled: true,
    timeoutMs: 3_000,
    families: Object.values(mysqlInnodb),
    openFamilies: { prefixes: [prefix], atMost: 1_000 },
    async collect({ emit, ...deadline }) {
      const rows = await query('CALL gapwatch.innodb()', [], deadline);
      if (rows.length === 0) throw new CollectorError('The procedure gapwatch.innodb gave no rows.');
      for (const row of rows) {
        if (row.source === 'cmp') emitCompression(emit, row);
        else if (row.source === 'cmpmem') emitCompressionMemory(emit, row);
        else emitMetric(emit, row);
      }
    },
  };
};
