import { expect, it } from 'vitest';
import { peerFamilies } from './peer-families.ts';

const status = peerFamilies('mysql_global_status_', 'counter', 'A status variable.', {});
const variables = peerFamilies('mysql_global_variables_', 'gauge', 'A variable.', {});

it('names a family after what the server has, in letters that Prometheus takes', () => {
  expect(status('Wsrep_Local.Index-2')).toMatchObject({
    name: 'mysql_global_status_wsrep_local_index_2',
    kind: 'counter',
  });
  expect(variables('max_connections')).toMatchObject({ name: 'mysql_global_variables_max_connections', kind: 'gauge' });
});

it('makes each once, so that a scrape finds the same', () => {
  expect(variables('max_connections')).toBe(variables('max_connections'));
});

it('leaves out the second of two words that become one name', () => {
  expect(variables('validate_password_length')).toBeDefined();
  expect(variables('validate_password.length')).toBeUndefined();
  expect(variables('validate_password_length')).toBeDefined();
});

it.each(['binlog_commit_wait_count', 'some_total'])(
  'leaves the gauge %s untyped, which a gauge of that name may not be',
  (name) => {
    expect(variables(name)?.kind).toBe('counter');
  },
);

it.each(['expire_logs_days', 'histogram_size', 'innodb_log_ms', 'x_s'])(
  'leaves out %s, whose name promtool refuses',
  (name) => {
    expect(variables(name)).toBeUndefined();
  },
);
