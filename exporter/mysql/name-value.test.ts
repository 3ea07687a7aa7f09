import { expect, it } from 'vitest';
import { namesToValues, parseValue } from './name-value.ts';

it.each([
  ['ON', 1],
  ['OFF', 0],
  ['Yes', 1],
  ['No', 0],
  ['DISABLED', 0],
  ['Connecting', 0],
  ['Primary', 1],
  ['non-Primary', 0],
  ['Disconnected', 0],
  ['0', 0],
  ['18446744073709551615', 2 ** 64],
  ['-1', -1],
  ['0.000000', 0],
  ['1.5e3', 1500],
  ['2026-11-23 03:30:44', Date.UTC(2026, 10, 23, 3, 30, 44) / 1000],
  ['Nov 23 03:30:44 2026 GMT', Date.UTC(2026, 10, 23, 3, 30, 44) / 1000],
  ['Nov  3 03:30:44 2026 GMT', Date.UTC(2026, 10, 3, 3, 30, 44) / 1000],
])('reads %j as %d', (text, number) => {
  expect(parseValue(text)).toBe(number);
});

it.each([undefined, '', ' ', 'utf8mb4', '0x10', '10.11.6', '1,2', '0-1-17', 'constructor', '2026-13-45 99:00:00'])(
  'takes %j for no number',
  (text) => {
    expect(parseValue(text)).toBeUndefined();
  },
);

it('finds values by name in lower case', () => {
  expect([...namesToValues([{ Variable_name: 'Threads_connected', Value: '3' }])]).toEqual([
    ['threads_connected', '3'],
  ]);
});
