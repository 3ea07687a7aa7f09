import { expect, expectTypeOf, it } from 'vitest';
import { bounded, type LabelValues, metric, oneOf } from './declare.ts';

it('makes the name from base, unit and kind', () => {
  const labels = { room: bounded(64, 'rooms of the configuration') };
  const names = [
    metric.counter('chat_messages', { help: 'Messages.' }).name,
    metric.counter('process_cpu', { help: 'CPU.', unit: 'seconds' }).name,
    metric.gauge('chat_table_size', { help: 'Size.', unit: 'bytes' }).name,
    metric.histogram('chat_message_duration', { help: 'Time.', unit: 'seconds', buckets: [1] }).name,
    metric.info('chat_build', { help: 'Build.', labels }).name,
  ];
  expect(names).toEqual([
    'chat_messages_total',
    'process_cpu_seconds_total',
    'chat_table_size_bytes',
    'chat_message_duration_seconds',
    'chat_build_info',
  ]);
});

it('knows the name and the label values as types', () => {
  const messages = metric.counter('chat_messages', {
    help: 'Messages.',
    labels: { room: bounded(64, 'rooms of the configuration'), outcome: oneOf('stored', 'failed') },
  });
  expectTypeOf(messages.name).toEqualTypeOf<'chat_messages_total'>();
  expectTypeOf<LabelValues<typeof messages.labels>>().toEqualTypeOf<{
    readonly room: string;
    readonly outcome: 'stored' | 'failed';
  }>();
  expect(messages.labels.outcome.values).toEqual(['stored', 'failed']);
});

it.each([
  [
    () => metric.counter('chat_messages_total', { help: 'A.' }),
    'Metric chat_messages_total_total: leave the suffix out of the name: its kind adds it.',
  ],
  [() => metric.gauge('chat_lag_ms', { help: 'A.' }), 'Metric chat_lag_ms: use a base unit: seconds, bytes or ratio.'],
  [
    () => metric.gauge('chat_lag_seconds', { help: 'A.', unit: 'seconds' }),
    'Metric chat_lag_seconds_seconds: leave the unit out of the name: the declaration adds it.',
  ],
  [() => metric.gauge('Chat', { help: 'A.' }), 'Metric Chat: a name is lower-case.'],
  [
    () => metric.gauge('9chat', { help: 'A.' }),
    'Metric 9chat: a name has letters, digits and underscores, and begins with a letter.',
  ],
  [
    () => metric.gauge('chat', { help: 'No full stop' }),
    'Metric chat: its help must be a sentence that ends with a full stop.',
  ],
  [
    () => metric.gauge('chat', { help: 'A.', labels: { le: oneOf('a') } }),
    'Metric chat: label le is reserved: Prometheus or the text format sets it.',
  ],
  [
    () => metric.gauge('chat', { help: 'A.', labels: { service: oneOf('a') } }),
    'Metric chat: label service clashes with service discovery; say service_name.',
  ],
  [
    () => metric.gauge('chat', { help: 'A.', labels: { a: oneOf('x', 'x') } }),
    'Metric chat: label a lists a value twice.',
  ],
  [
    () => metric.gauge('chat', { help: 'A.', labels: { a: bounded(0, 'x') } }),
    'Metric chat: label a needs a whole number of values above 0.',
  ],
  [
    () => metric.histogram('chat', { help: 'A.', buckets: [2, 1] }),
    'Metric chat: its buckets must ascend, without +Inf.',
  ],
  [() => metric.histogram('chat', { help: 'A.', buckets: [] }), 'Metric chat: it needs at least one bucket.'],
])('refuses a declaration that breaks the conventions (%#)', (declare, message) => {
  expect(declare).toThrow(message);
});

it("takes a peer's name as it stands", () => {
  expect(
    metric.ofPeer('mysqld_exporter', 'counter', 'mysql_global_status_questions', { help: 'Questions.' }).name,
  ).toBe('mysql_global_status_questions');
});
