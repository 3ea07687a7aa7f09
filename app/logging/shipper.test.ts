import { expect, it } from 'vitest';
import { until } from '../../test/support/start-app.ts';
import { createTelemetry } from '../telemetry/telemetry.ts';
import { createShipper, type SendLines, type Verdict } from './shipper.ts';

/** A store whose answers the test chooses; it counts how often it took each line. */
const createStore = (answer: (id: string, attempt: number) => Verdict) => {
  const stored: string[] = [];
  let attempts = 0;
  const send: SendLines = async (lines) => {
    attempts += 1;
    return lines.map(({ id }) => {
      const verdict = answer(id, attempts);
      if (verdict === 'stored') stored.push(id);
      return verdict;
    });
  };
  return { stored, send };
};

const valueIn = async (telemetry: ReturnType<typeof createTelemetry>, name: string, reason?: string) => {
  const family = (await telemetry.collect()).find((one) => one.name === name);
  return family?.values.find(({ labels }) => reason === undefined || labels.reason === reason)?.value;
};

const noPause = () => 0;

it('ships every line once and in order, also when the store is away for a while', async () => {
  const telemetry = createTelemetry();
  const store = createStore((_id, attempt) => (attempt <= 3 ? 'network' : 'stored'));
  const shipper = createShipper(store.send, telemetry, noPause);
  const ids = Array.from({ length: 1_200 }, (_, i) => `w-${i + 1}`);
  for (const id of ids) shipper.write(id, '{}');
  await until('All are shipped', async () => store.stored.length === ids.length);
  expect(store.stored).toEqual(ids);
  expect(await valueIn(telemetry, 'gapwatch_logs_shipped_total')).toBe(1_200);
  expect(await valueIn(telemetry, 'gapwatch_logs_retries_total', 'network')).toBe(3);
  expect(await valueIn(telemetry, 'gapwatch_logs_queued')).toBe(0);
  expect(await valueIn(telemetry, 'gapwatch_logs_queued_bytes')).toBe(0);
});

it('repeats only what was not taken, and gives up what never will be', async () => {
  const telemetry = createTelemetry();
  const store = createStore((id, attempt) =>
    id === 'poison' ? 'rejected' : id === 'busy' && attempt === 1 ? 'overload' : 'stored',
  );
  const shipper = createShipper(store.send, telemetry, noPause);
  for (const id of ['a', 'poison', 'busy', 'b']) shipper.write(id, '{}');
  await until('All are settled', async () => store.stored.length === 3);
  expect(store.stored).toEqual(['a', 'b', 'busy']);
  expect(await valueIn(telemetry, 'gapwatch_logs_dropped_total', 'rejected')).toBe(1);
  expect(await valueIn(telemetry, 'gapwatch_logs_retries_total', 'overload')).toBe(1);
});

it('drops and counts what does not fit', async () => {
  const telemetry = createTelemetry();
  const shipper = createShipper(createStore(() => 'network').send, telemetry, noPause);
  for (let i = 0; i < 10_005; i++) shipper.write(String(i), '{}');
  expect(await valueIn(telemetry, 'gapwatch_logs_accepted_total')).toBe(10_000);
  expect(await valueIn(telemetry, 'gapwatch_logs_dropped_total', 'queue_full')).toBe(5);
  await shipper.close(0);
});

it('ships what it holds when it closes, without waiting for its pauses', async () => {
  const telemetry = createTelemetry();
  const store = createStore(() => 'stored');
  const shipper = createShipper(store.send, telemetry);
  for (const id of ['a', 'b']) shipper.write(id, '{}');
  await shipper.close(60_000);
  expect(store.stored).toEqual(['a', 'b']);
  shipper.write('late', '{}');
  expect(await valueIn(telemetry, 'gapwatch_logs_dropped_total', 'shutdown')).toBe(1);
});

it('gives up at the deadline and counts what is left', async () => {
  const telemetry = createTelemetry();
  const shipper = createShipper(createStore(() => 'server').send, telemetry);
  for (const id of ['a', 'b']) shipper.write(id, '{}');
  await shipper.close(50);
  expect(await valueIn(telemetry, 'gapwatch_logs_dropped_total', 'shutdown')).toBe(2);
});
