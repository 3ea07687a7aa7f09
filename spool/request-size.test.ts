import { expect, it } from 'vitest';
import { createRequestSize } from './request-size.ts';

const lineBytes = 500;

/** Sends requests as large as may be, of which a store refuses those above `limit`; gives the bytes of each. */
const send = (size: ReturnType<typeof createRequestSize>, requests: number, limit = Number.POSITIVE_INFINITY) => {
  const sent: number[] = [];
  for (let i = 0; i < requests; i += 1) {
    const { lines, bytes } = size.limit();
    const count = Math.max(1, Math.min(lines, Math.floor(bytes / lineBytes)));
    sent.push(count * lineBytes);
    if (count * lineBytes > limit) size.wasTooLarge(count * lineBytes);
    else size.was(count, count * lineBytes, undefined);
  }
  return sent;
};

it('finds what a store takes in a few requests, and is refused seldom while that stays so', () => {
  const size = createRequestSize();
  const limit = 8 * 1024;
  const refused = (sent: readonly number[]) => sent.filter((bytes) => bytes > limit).length;
  expect(refused(send(size, 100, limit))).toBeLessThan(12);
  expect(refused(send(size, 1_000, limit))).toBeLessThan(5);
  expect(refused(send(size, 20_000, limit))).toBeLessThan(30);
});

it('takes small requests for no proof that larger ones would do', () => {
  const size = createRequestSize();
  const limit = 512 * 1024;
  let refused = 0;
  for (let burst = 0; burst < 100; burst += 1) {
    for (let i = 0; i < 60; i += 1) size.was(400, 200_000, undefined);
    refused += send(size, 20, limit).filter((bytes) => bytes > limit).length;
  }
  expect(refused).toBeLessThan(12);
});

it('sends as much as before soon after a limit that went as it came', () => {
  const size = createRequestSize();
  const [most = 0] = send(size, 1);
  send(size, 50, 8 * 1024);
  expect(send(size, 150).at(-1)).toBe(most);
});

it('takes up a limit that stayed for long, and went, within some thousand requests', () => {
  const size = createRequestSize();
  const [most = 0] = send(size, 1);
  send(size, 20_000, 8 * 1024);
  expect(send(size, 2_000).at(-1)).toBe(most);
});
