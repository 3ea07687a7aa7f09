import { expect, it } from 'vitest';
import { metric } from '../metrics/declare.ts';
import { chooseCollectors } from './collector-choice.ts';
import type { Collector } from './engine/collector.ts';

const collector = (name: Collector['name'], enabled: boolean): Collector => ({
  name,
  help: 'Test.',
  enabled,
  timeoutMs: 3_000,
  families: [metric.gauge('test', { help: 'Test.' })],
  collect: async () => {},
});
const collectors = [collector('mysql_server', true), collector('chat_tables', false)];

it('switches collectors and sets their deadlines as it is told, and leaves the others as they are', () => {
  const chosen = chooseCollectors(collectors, { chat_tables: { enabled: true, timeoutMs: 500 } });
  expect(chosen.map(({ name, enabled, timeoutMs }) => [name, enabled, timeoutMs])).toEqual([
    ['mysql_server', true, 3_000],
    ['chat_tables', true, 500],
  ]);
});

it('refuses a collector that there is not', () => {
  expect(() => chooseCollectors(collectors, { mysql_sever: { enabled: false } })).toThrow(
    'No such collector: mysql_sever (exporter.collectors, --collector, --no-collector); there are mysql_server, chat_tables.',
  );
});
