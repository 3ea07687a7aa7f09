import { expect, it } from 'vitest';
import { createTally } from './tally.ts';

it('knows what must come, what came twice and what went astray', () => {
  const tally = createTally();
  const received: number[] = [];
  const ann = tally.listen('I', (message) => received.push(message));
  const ben = tally.listen('I', () => {});
  const cho = tally.listen('E', () => {});
  ann.join();
  const first = tally.send('I');
  // Ben hears it while he joins: he may, but need not.
  ben.receive(first);
  ben.join();
  cho.join();
  const second = tally.send('I');
  expect(tally.outstanding()).toBe(3);
  for (const message of [first, second, second]) ann.receive(message);
  cho.receive(second);
  ben.receive(99);
  expect(received).toEqual([first, second]);
  expect(tally.outstanding()).toBe(1);
  expect(tally.result()).toEqual({ messages: 2, expected: 3, lost: 1, doubled: 1, strayed: 2 });
});

it('keeps count of more messages than it has room for at first', () => {
  const tally = createTally();
  const ann = tally.listen('I', () => {});
  ann.join();
  for (let count = 0; count < 5_000; count += 1) ann.receive(tally.send('I'));
  expect(tally.result()).toEqual({ messages: 5_000, expected: 5_000, lost: 0, doubled: 0, strayed: 0 });
});

it('expects nobody to receive what was refused', () => {
  const tally = createTally();
  const ann = tally.listen('I', () => {});
  ann.join();
  const refused = tally.send('I');
  tally.refuse(refused);
  expect(tally.outstanding()).toBe(0);
  expect(tally.result()).toEqual({ messages: 1, expected: 0, lost: 0, doubled: 0, strayed: 0 });
  ann.receive(refused);
  expect(tally.result()).toMatchObject({ lost: 0, strayed: 1 });
});
