/** Begins a mark. No other part of a message that the generator sends or is told of holds it. */
const sign = 0x23;

/** Digits of even and of odd places: no letter follows itself, so that no number reads like a word that moderation refuses. */
const digits = ['bdgjkmnp', 'qrtvwxyz'] as const;

const length = 6;

/** Numbers that can be marked. */
export const mostMarks = 8 ** length;

const values = new Uint8Array(256);
for (const set of digits) for (const [value, letter] of [...set].entries()) values[letter.charCodeAt(0)] = value;

/** The text by which a message is known again: `#` and six letters. */
export const markOf = (number: number): string => {
  let rest = number;
  let text = '';
  for (let place = 0; place < length; place += 1) {
    text += digits[place % 2 === 0 ? 0 : 1][rest % 8];
    rest = Math.floor(rest / 8);
  }
  return `#${text}`;
};

/** The number of the first mark in a frame; absent where there is none. */
export const findMark = (frame: Buffer): number | undefined => {
  const start = frame.indexOf(sign);
  if (start < 0 || start + length >= frame.length) return undefined;
  let number = 0;
  for (let place = length; place > 0; place -= 1) number = number * 8 + (values[frame[start + place] ?? 0] ?? 0);
  return number;
};
