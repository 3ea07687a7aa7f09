import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alphabet, spell } from './letters.ts';
import { createRead, edge, gap } from './reading.ts';
import { createSigns } from './signs.ts';

const read = createRead(createSigns([]));

/** The letters of a text, `?` for foreign ones, with `-` for a mark and a space for spaces between them. */
const shown = (text: string, leet = false): string => {
  const { length, letters, gaps } = read(text, leet);
  return Array.from({ length }, (_, i) => {
    const before = { [gap.none]: '', [gap.mark]: '-', [gap.space]: ' ' }[gaps[i] ?? 0];
    return `${before}${alphabet[(letters[i] ?? 0) - 1] ?? '?'}`;
  }).join('');
};

describe('a reading', () => {
  it.each([
    ['Fuck', 'fuck'],
    ['ＦＵ①', 'fu1'],
    ['각', 'ㄱㅏㄱ'],
    ['ㄱㅏㄱ', 'ㄱㅏㄱ'],
    ['각'.normalize('NFD'), 'ㄱㅏㄱ'],
    ['과', 'ㄱㅗㅏ'],
    ['닭', 'ㄷㅏㄹㄱ'],
    ['a\u200bb', 'ab'],
    ['a.b', 'a-b'],
    ["it's", 'its'],
    ['a . b', 'a b'],
    ['aaab', 'ab'],
    ['a a b', 'a b'],
    ['as s', 'as s'],
    ['학교', 'ㅎㅏㄱㄱㅛ'],
    ['시이발', 'ㅅㅣㅂㅏㄹ'],
    ['바알', 'ㅂㅏㄹ'],
    ['바 알', 'ㅂㅏ ㅇㅏㄹ'],
    ['아ㅋㅋ나', 'ㅇㅏ-ㄴㅏ'],
    ['11', '11'],
    ['中a', '?a'],
  ])('of %j is %j', (text, letters) => {
    expect(shown(text)).toBe(letters);
  });

  it.each([
    ['sh1t', 'shit'],
    ['5h1t!', 'shiti'],
    ['시1발', 'ㅅㅣ-ㅂㅏㄹ'],
    ['a 1 b', 'a b'],
    ['ab2ba', 'ab-ba'],
  ])('of %j is %j when digits and signs are taken for letters', (text, letters) => {
    expect(read(text, false).ambiguous).toBe(true);
    expect(shown(text, true)).toBe(letters);
  });

  it('always points at the characters that its letters come from', () => {
    const unit = fc.oneof(
      fc.constantFrom(...'시발점각닭와이아ㅅㅂㅋㅣfFuＵckⓚ1!$ .\u200b\u0301ﬁ㎏😀𝓯'),
      fc.constantFrom('각'.normalize('NFD'), '\u1109', '\u1175', '\u11af'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 40 }), fc.boolean(), (units, leet) => {
        const text = units.join('');
        const { length, letters, edges, starts, ends } = read(text, leet);
        for (let i = 0; i < length; i += 1) {
          const [start = 0, end = 0, letter = 0] = [starts[i], ends[i], letters[i]];
          expect(start).toBeLessThan(end);
          if (i > 0) expect(start).toBeGreaterThanOrEqual(starts[i - 1] ?? 0);
          if (((edges[i] ?? 0) & edge.begins) !== 0 && i > 0) expect(start).toBeGreaterThanOrEqual(ends[i - 1] ?? 0);
          const there = [...text.slice(start, end)].map(spell);
          const spelled = there.map((sign) => (typeof sign === 'string' ? '' : sign.letters)).join('');
          // Digits and signs that stand for letters are not spelled so.
          if (letter > 0 && !leet) expect(spelled).toContain(alphabet[letter - 1]);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
