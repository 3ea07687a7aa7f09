import { expect, it } from 'vitest';
import { renderSamples } from '../../metrics/samples.ts';
import { makeEngine } from '../engine/engine.ts';
import { mysqlStatusCollector } from './status-collector.ts';
import { mysqlVariablesCollector } from './variables-collector.ts';

/** What a node of a cluster answers, as far as it matters. */
const status = {
  wsrep_local_state_uuid: 'b3c8d0e2-0000-0000-0000-000000000001',
  wsrep_cluster_state_uuid: 'b3c8d0e2-0000-0000-0000-000000000001',
  wsrep_provider_version: '26.4.14(r06a0c285)',
  wsrep_evs_repl_latency: '0.000202/0.00076/0.0029/0.00042/19',
  wsrep_cluster_status: 'Primary',
  wsrep_cluster_size: '3',
  Innodb_rows_read: '17',
  Innodb_buffer_pool_pages_flushed: '5',
  Innodb_buffer_pool_pages_total: '8192',
  Performance_schema_digest_lost: '2',
};
const variables = {
  version: '10.11.6-MariaDB',
  wsrep_cluster_name: 'chat',
  wsrep_provider_options: 'evs.version = 0; gcache.size = 128M; gcs.fc_limit = 16;',
  transaction_isolation: 'READ-COMMITTED',
};

/** The page of a server that answers so. */
const pageOf = async (own: Readonly<Record<string, string>>, global: Readonly<Record<string, string>>) => {
  const answer = (sql: string) => Object.entries(sql === 'SHOW GLOBAL STATUS' ? own : global);
  const query = async (sql: string) => answer(sql).map(([Variable_name, Value]) => ({ Variable_name, Value }));
  const engine = makeEngine([mysqlStatusCollector(query), mysqlVariablesCollector(query)], () => {});
  return renderSamples(await engine.scrape(5_000)).split('\n');
};

it('tells of a node of a Galera cluster what mysqld_exporter tells', async () => {
  expect(await pageOf(status, variables)).toEqual(
    expect.arrayContaining([
      'mysql_galera_status_info{wsrep_local_state_uuid="b3c8d0e2-0000-0000-0000-000000000001",wsrep_cluster_state_uuid="b3c8d0e2-0000-0000-0000-000000000001",wsrep_provider_version="26.4.14(r06a0c285)"} 1',
      'mysql_galera_variables_info{wsrep_cluster_name="chat"} 1',
      'mysql_galera_gcache_size_bytes 134217728',
      'mysql_galera_evs_repl_latency_min_seconds 0.000202',
      'mysql_galera_evs_repl_latency_sample_size 19',
      'mysql_global_status_wsrep_cluster_status 1',
      'mysql_global_status_wsrep_cluster_size 3',
    ]),
  );
});

it('tells of MySQL what it tells by groups', async () => {
  const lines = await pageOf(status, variables);
  expect(lines).toEqual(
    expect.arrayContaining([
      'mysql_global_status_innodb_row_ops_total{operation="read"} 17',
      'mysql_global_status_buffer_pool_page_changes_total{operation="flushed"} 5',
      'mysql_global_status_performance_schema_lost_total{instrumentation="digest_lost"} 2',
      'mysql_transaction_isolation{level="READ-COMMITTED"} 1',
    ]),
  );
  expect(lines.filter((line) => line.includes('8192'))).toEqual([]);
});

it('tells nothing of a cluster where there is none, or where its words are others', async () => {
  const lines = await pageOf(
    { wsrep_evs_repl_latency: '', Uptime: '1' },
    { version: '8.4.3', wsrep_provider_options: 'none' },
  );
  expect(lines.filter((line) => line.includes('galera'))).toEqual([]);
});
