import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { bounded, metric, oneOf } from './declare.ts';
import { register } from './prom-client.ts';

const messages = metric.counter('chat_messages', {
  help: 'Messages.',
  labels: { room: bounded(2, 'rooms of the configuration'), outcome: oneOf('stored', 'failed') },
});
const moved = metric.counter('chat_moved', { help: 'Moved.', labels: { kind: oneOf('age', 'cap') } });
const took = metric.histogram('chat_took', {
  help: 'Time.',
  unit: 'seconds',
  buckets: [0.1, 1],
  labels: { outcome: oneOf('ok', 'bad') },
});
const people = metric.gauge('chat_people', { help: 'People.' });

it('folds the values of a bounded label beyond its bound into one', async () => {
  const registry = new Registry();
  const counter = register(registry, messages);
  for (let i = 0; i < 1000; i += 1) counter.add({ room: `room ${i}`, outcome: 'stored' });
  counter.add({ room: 'room 0', outcome: 'stored' }, 4);
  const page = await registry.metrics();
  expect(page.split('\n').filter((line) => line.startsWith('chat_messages_total{'))).toEqual([
    'chat_messages_total{room="room 0",outcome="stored"} 5',
    'chat_messages_total{room="room 1",outcome="stored"} 1',
    'chat_messages_total{room="other",outcome="stored"} 998',
  ]);
});

it('shows closed series at zero before anything happens', async () => {
  const registry = new Registry();
  register(registry, moved);
  register(registry, took);
  const page = await registry.metrics();
  expect(page).toContain('chat_moved_total{kind="age"} 0');
  expect(page).toContain('chat_moved_total{kind="cap"} 0');
  expect(page).toMatch(/chat_took_seconds_bucket\{le="0.1",outcome="ok"\} 0/);
});

it('sets gauges and observes histograms in their units', async () => {
  const registry = new Registry();
  register(registry, people).set({}, 3);
  register(registry, took).observe({ outcome: 'ok' }, 0.5);
  const page = await registry.metrics();
  expect(page).toContain('chat_people 3');
  expect(page).toContain('chat_took_seconds_sum{outcome="ok"} 0.5');
});
