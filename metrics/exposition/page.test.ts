import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { bounded, type Metric, metric, oneOf } from '../declare.ts';
import type { Format } from './format.ts';
import { renderPage } from './page.ts';
import { makeSeriesWriter } from './series-writer.ts';

const size = metric.gauge('chat_table_size', {
  help: 'Size of a "table".',
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
const waited = metric.counter('chat_waited', { help: 'Waited.', unit: 'seconds' });

const of = (family: Metric, ...samples: [labels: Record<string, string>, value: number][]) => {
  const { write, chunks } = makeSeriesWriter(family);
  for (const [labels, value] of samples) write(labels, value);
  return { metric: family, chunks: chunks() };
};

const families = [
  of(size, [{ table: 'a"b\\c\nd' }, 1.5e21], [{ table: '이야기' }, Number.NEGATIVE_INFINITY]),
  of(moved, [{ kind: 'age' }, Number.POSITIVE_INFINITY]),
  of(size, [{ table: 'chatlogs' }, Number.NaN]),
  of(questions, [{}, 7]),
  of(build, [{ version: '1' }, 1]),
  of(waited, [{}, 0.25]),
];

const page = (format: Format) => Buffer.concat([...renderPage(families, format)]).toString();

it('writes the text format, families together wherever they come from, and escapes text', () => {
  expect(page('text')).toBe(
    [
      '# HELP chat_table_size_bytes Size of a "table".',
      '# TYPE chat_table_size_bytes gauge',
      'chat_table_size_bytes{table="a\\"b\\\\c\\nd"} 1.5e+21',
      'chat_table_size_bytes{table="이야기"} -Inf',
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
      '# HELP chat_waited_seconds_total Waited.',
      '# TYPE chat_waited_seconds_total counter',
      'chat_waited_seconds_total 0.25',
      '',
    ].join('\n'),
  );
  expect(execFileSync('promtool', ['check', 'metrics'], { input: page('text'), encoding: 'utf8' })).toBe('');
});

it('writes OpenMetrics, with the names of families, their units and an end', () => {
  expect(page('openmetrics')).toBe(
    [
      '# TYPE chat_table_size_bytes gauge',
      '# UNIT chat_table_size_bytes bytes',
      '# HELP chat_table_size_bytes Size of a \\"table\\".',
      'chat_table_size_bytes{table="a\\"b\\\\c\\nd"} 1.5e+21',
      'chat_table_size_bytes{table="이야기"} -Inf',
      'chat_table_size_bytes{table="chatlogs"} NaN',
      '# TYPE chat_moved_rows counter',
      '# HELP chat_moved_rows Rows moved \\\\ away\\nfrom here.',
      'chat_moved_rows_total{kind="age"} +Inf',
      '# TYPE mysql_global_status_questions unknown',
      '# HELP mysql_global_status_questions Questions.',
      'mysql_global_status_questions 7',
      '# TYPE gapwatch_exporter_build info',
      '# HELP gapwatch_exporter_build Build.',
      'gapwatch_exporter_build_info{version="1"} 1',
      '# TYPE chat_waited_seconds counter',
      '# UNIT chat_waited_seconds seconds',
      '# HELP chat_waited_seconds Waited.',
      'chat_waited_seconds_total 0.25',
      '# EOF',
      '',
    ].join('\n'),
  );
});

it('writes an empty page of OpenMetrics with its end', () => {
  expect(Buffer.concat([...renderPage([], 'openmetrics')]).toString()).toBe('# EOF\n');
});
