import { expect, it } from 'vitest';
import { bounded, metric, oneOf } from '../../metrics/declare.ts';
import { samplesOf } from './answer.ts';

const rooms = {
  metric: metric.gauge('chat_room_messages', { help: 'Messages.', labels: { room_name: bounded(20, 'rooms') } }),
  value: 'n',
  labels: [['room_name', 'room']],
} as const;
const total = { metric: metric.counter('chat_seen', { help: 'Seen.' }), value: 'n', labels: [] } as const;
const kinds = {
  metric: metric.gauge('chat_kinds', { help: 'Kinds.', labels: { kind: oneOf('a', 'b') } }),
  value: 'n',
  labels: [['kind', 'kind']],
} as const;

it('makes a sample of each row, and none of an unknown value', () => {
  const rows = [
    { room: 'I', n: 3 },
    { room: 'E', n: null },
    { room: 'F', n: '12.50' },
    { room: null, n: 0 },
    { room: Buffer.from('T'), n: 1 },
  ];
  expect(samplesOf(rooms, rows).map(({ labels, value }) => [labels.room_name, value])).toEqual([
    ['I', 3],
    ['F', 12.5],
    ['', 0],
    ['T', 1],
  ]);
  expect(samplesOf(rooms, [])).toEqual([]);
});

it.each([
  [rooms, [{ room: 'I', count: 3 }], 'its answer has no column n, only room, count'],
  [rooms, [{ n: 3 }], 'its answer has no column room, only n'],
  [rooms, [{ room: 'I', n: 'many' }], 'column n holds "many", expected a number or NULL'],
  [rooms, [{ room: 'I', n: '' }], 'column n holds "", expected a number or NULL'],
  [rooms, [{ room: 'I', n: '1e999' }], 'column n holds "1e999", expected a number or NULL'],
  [rooms, [{ room: 'I', n: new Date(0) }], 'column n holds a date, expected UNIX_TIMESTAMP() of it'],
  [rooms, [{ room: new Date(0), n: 1 }], 'column room holds a date, expected UNIX_TIMESTAMP() of it'],
  [
    rooms,
    [
      { room: 'I', n: 1 },
      { room: 'E', n: 1 },
      { room: 'I', n: 2 },
    ],
    'rows 1 and 3 make the same series of chat_room_messages, expected one row for each value of room_name',
  ],
  [
    total,
    [{ n: 1 }, { n: 2 }],
    'rows 1 and 2 make the same series of chat_seen_total, expected one row, since it has no labels',
  ],
  [total, [{ n: -1 }], 'column n holds -1, expected no less than 0, since chat_seen_total is a counter'],
  [kinds, [{ kind: 'c', n: 1 }], 'column kind holds "c", expected one of a, b'],
])('refuses an answer that is not as declared (%#)', (family, rows, message) => {
  expect(() => samplesOf(family, rows)).toThrow(expect.objectContaining({ name: 'AnswerError', message }));
});
