import { expect, it } from 'vitest';
import { parseConfig } from '../../config/load-config.ts';
import type { ConfigInput } from '../../config/schema.ts';
import { bounded, metric, oneOf } from '../../metrics/declare.ts';
import { select } from '../../metrics/promql/selector.ts';
import { readQueries } from './custom-query.ts';

type Queries = NonNullable<NonNullable<ConfigInput['exporter']>['queries']>;
type Query = Queries[number];

const messages = metric.gauge('chat_room_messages', {
  help: 'Messages of a room.',
  labels: { room_name: bounded(20, 'rooms') },
});

const good: Query = {
  name: 'rooms',
  sql: 'SELECT room, COUNT(*) AS n FROM fungap.chatlogs GROUP BY room',
  families: [{ metric: messages, value: 'n', columns: { room_name: 'room' } }],
};

const read = (...queries: Query[]) => readQueries(parseConfig({ exporter: { queries } }, 'a.ts').exporter.queries);

it('takes a metric as it is declared, so that expressions can refer to it, typed', () => {
  expect(read(good)).toEqual([
    {
      name: 'rooms',
      key: 'exporter.queries[0]',
      sql: good.sql,
      explainable: true,
      timeoutMs: 2_000,
      mostRows: 1_000,
      families: [{ metric: messages, value: 'n', labels: [['room_name', 'room']] }],
    },
  ]);
  select(messages, { room_name: 'I' });
  // @ts-expect-error the metric has no such label
  select(messages, { rom: 'I' });
});

it('takes the label for the name of its column', () => {
  const byLabel = metric.counter('chat_seen', { help: 'Seen.', labels: { kind: oneOf('a', 'b') } });
  const [query] = read({ ...good, families: [{ metric: byLabel, value: 'n' }] });
  expect(query?.families[0]?.labels).toEqual([['kind', 'kind']]);
});

const plain = { kind: 'gauge', name: 'chat_room_messages', help: 'Messages.', labels: {} } as const;

it.each<[string, Query[], string]>([
  [
    'a statement that writes',
    [{ ...good, sql: 'DELETE FROM t' }],
    'exporter.queries[0].sql (rooms) begins with DELETE, expected SELECT, WITH or SHOW: it may only read.',
  ],
  [
    'a name against the conventions',
    [{ ...good, families: [{ metric: { ...plain, name: 'chat_lag_ms' }, value: 'n' }] }],
    'exporter.queries[0].families[0].metric: Metric chat_lag_ms: use a base unit: seconds, bytes or ratio.',
  ],
  [
    'a column for a label that is none',
    [{ ...good, families: [{ metric: plain, value: 'n', columns: { room: 'room' } }] }],
    'exporter.queries[0].families[0].columns names room, but chat_room_messages has no labels; correct one of them.',
  ],
  [
    'a metric of another query',
    [good, { ...good, name: 'again' }],
    'exporter.queries[1].families[0].metric is chat_room_messages, which exporter.queries[0].families[0] (rooms) makes already; choose another name.',
  ],
])('refuses %s', (_, queries, sentence) => {
  expect(() => read(...queries)).toThrow(expect.objectContaining({ name: 'ConfigError', message: sentence }));
});

it('refuses what the configuration cannot mean', () => {
  const sentence = (query: object) => () => parseConfig({ exporter: { queries: [query] } }, 'a.ts');
  expect(sentence({ ...good, name: 'Rooms' })).toThrow(
    'a.ts: exporter.queries[0].name is "Rooms", expected a lower-case name of letters, digits and underscores.',
  );
  expect(sentence({ ...good, timeoutSeconds: 60 })).toThrow(
    'a.ts: exporter.queries[0].timeoutSeconds is 60, expected a value of at most 30.',
  );
  expect(sentence({ ...good, families: [{ metric: { ...plain, kind: 'histogram' }, value: 'n' }] })).toThrow(
    'a.ts: exporter.queries[0].families[0].metric.kind is "histogram", expected one of "gauge", "counter".',
  );
});
