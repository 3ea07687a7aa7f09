import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { bounded, metric, oneOf } from './declare.ts';
import { type Emit, renderSamples, type Sample } from './samples.ts';

const size = metric.gauge('chat_table_size', {
  help: 'Size of a table.',
  unit: 'bytes',
  labels: { table: bounded(100, 'tables') },
});
const moved = metric.counter('chat_moved_rows', {
  help: 'Rows moved \\ away\nfrom here.',
  labels: { kind: oneOf('age', 'cap') },
});
const questions = metric.ofPeer('mysqld_exporter', 'counter', 'mysql_global_status_questions', { help: 'Questions.' });
const build = metric.info('gapwatch_exporter_build', {
  help: 'Build.',
  labels: { version: bounded(1, 'one build runs') },
});

const collect = (take: (emit: Emit) => void): string => {
  const samples: Sample[] = [];
  take((of, labels, value) => samples.push({ metric: of, labels, value }));
  return renderSamples(samples);
};

it('writes families together, whatever the order of the samples, and escapes text', () => {
  const page = collect((emit) => {
    emit(size, { table: 'a"b\\c\nd' }, 1.5e21);
    emit(moved, { kind: 'age' }, Infinity);
    emit(size, { table: 'chatlogs' }, Number.NaN);
    emit(questions, {}, 7);
    emit(build, { version: '1' }, 1);
  });
  expect(page).toBe(
    [
      '# HELP chat_table_size_bytes Size of a table.',
      '# TYPE chat_table_size_bytes gauge',
      'chat_table_size_bytes{table="a\\"b\\\\c\\nd"} 1.5e+21',
      'chat_table_size_bytes{table="chatlogs"} NaN',
      '# HELP chat_moved_rows_total Rows moved \\\\ away\\nfrom here.',
      '# TYPE chat_moved_rows_total counter',
      'chat_moved_rows_total{kind="age"} +Inf',
      '# HELP mysql_global_status_questions Questions.',
      '# TYPE mysql_global_status_questions untyped',
      'mysql_global_status_questions 7',
      '# HELP gapwatch_exporter_build_info Build.',
      '# TYPE gapwatch_exporter_build_info gauge',
      'gapwatch_exporter_build_info{version="1"} 1',
      '',
    ].join('\n'),
  );
  expect(execFileSync('promtool', ['check', 'metrics'], { input: page, encoding: 'utf8' })).toBe('');
});
