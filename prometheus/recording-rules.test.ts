import { expect, it, onTestFinished } from 'vitest';
import { observations } from '../alerts/histogram-series.ts';
import { rising, series, steady } from '../alerts/series.ts';
import { chatMetrics } from '../app/metrics.ts';
import { parseConfig } from '../config/load-config.ts';
import { chatTable } from '../exporter/chat-tables/families.ts';
import { hours } from '../metrics/promql/duration.ts';
import { writeGenerated } from '../test/support/generated-folder.ts';
import { promtool } from '../test/support/rule-tools.ts';
import { prometheusFiles } from './prometheus-files.ts';
import { recordingGroups } from './recording-rules.ts';

const chat = { job: 'chat', instance: 'a' } as const;
const other = { job: 'chat', instance: 'b' } as const;
const table = { job: 'exporter', instance: 'e', table: 'chatlogs' } as const;
const time = hours(2);

/** Two replicas, one of which fails a quarter of its messages. */
const given = [
  series(chatMetrics.messages, { ...chat, room: 'I', outcome: 'stored' }, rising(3, time)),
  series(chatMetrics.messages, { ...chat, room: 'I', outcome: 'failed' }, rising(1, time)),
  series(chatMetrics.messages, { ...other, room: 'E', outcome: 'stored' }, rising(4, time)),
  ...observations(chatMetrics.messageDuration, chat, time, { size: 0.05, perSecond: 1 }),
  ...observations(chatMetrics.poolWait, chat, time, { size: 0.01, perSecond: 1 }),
  series(chatTable.insertedRows, table, rising(2, time)),
  series(chatTable.rows, table, rising(1, time, 800)),
  series(chatTable.capRows, table, steady(10_000, time)),
];

/** At the end of the first hour, when 800 and 3600 rows are there and one more comes each second. */
const recorded: Readonly<Record<string, readonly [labels: string, value: number]>> = {
  'job:chat_messages:rate5m': ['{job="chat"}', 8],
  'job:chat_messages_failed:ratio_rate5m': ['{job="chat"}', 1 / 8],
  'job:chat_message_duration_seconds:p50_5m': ['{job="chat"}', 0.025 + 0.5 * 0.025],
  'job:chat_message_duration_seconds:p99_5m': ['{job="chat"}', 0.025 + 0.99 * 0.025],
  'job:chat_pool_wait_seconds:p99_5m': ['{job="chat"}', 0.005 + 0.99 * 0.005],
  'table:chat_table_inserted_rows:increase1h': ['{instance="e", job="exporter", table="chatlogs"}', 7200],
  'table:chat_table_rows:cap_ratio': ['{instance="e", job="exporter", table="chatlogs"}', 0.44],
  'table:chat_table_rows:seconds_to_cap': ['{instance="e", job="exporter", table="chatlogs"}', 5600],
};

const parts = 2 ** 20;

it('records what it says, over all rooms and replicas', async () => {
  const config = parseConfig({}, 'gapwatch.config.ts');
  // Those of the objectives have a test of their own.
  const groups = recordingGroups(config).filter(({ name }) => !name.startsWith('slo-'));
  const names = groups.flatMap(({ recordings }) => recordings.map(({ record }) => record));
  expect(Object.keys(recorded)).toEqual(names);
  const test = {
    rule_files: ['recording.rules.yml'],
    evaluation_interval: '1m',
    tests: [
      {
        interval: '15s',
        input_series: given.map(({ series, values }) => ({ series, values })),
        // Rounded to parts of a power of two, which both sides can tell exactly.
        promql_expr_test: Object.entries(recorded).map(([name, [labels, value]]) => ({
          expr: `round(${name}, ${1 / parts})`,
          eval_time: '1h',
          exp_samples: [{ labels, value: Math.round(value * parts) / parts }],
        })),
      },
    ],
  };
  const folder = await writeGenerated([
    ...prometheusFiles(config),
    { path: 'prometheus/generated/recording.test.yml', text: JSON.stringify(test) },
  ]);
  onTestFinished(folder.remove);
  const { well, output } = await promtool('test', 'rules', folder.path('prometheus/generated/recording.test.yml'));
  expect(output).toContain('SUCCESS');
  expect(well).toBe(true);
});
