import { printValue } from './escape.ts';

/** More than a value and the end of its line take. */
export const valueBytes = 32;

const newline = 10;
const zero = 48;

/** Whole numbers below it have no exponent, and are reckoned with in one register. */
const mostWhole = 2 ** 31;

/**
 * Writes a sample's value and the end of its line into `chunk` at `at`, where `valueBytes` have to be free.
 * Counts, which most values are, are written digit by digit: to make a text of each takes longer than all the rest of its line.
 * @returns the place behind them
 */
export const writeValue = (chunk: Uint8Array, at: number, value: number): number => {
  let end = at;
  if (value >= 0 && value < mostWhole && Math.trunc(value) === value) {
    let rest = value;
    end += 1;
    for (let next = 10; rest >= next; next *= 10) end += 1;
    for (let i = end - 1; i >= at; i -= 1) {
      const tenth = Math.trunc(rest / 10);
      chunk[i] = zero + rest - 10 * tenth;
      rest = tenth;
    }
  } else {
    const text = printValue(value);
    for (let i = 0; i < text.length; i += 1) chunk[at + i] = text.charCodeAt(i);
    end += text.length;
  }
  chunk[end] = newline;
  return end + 1;
};
