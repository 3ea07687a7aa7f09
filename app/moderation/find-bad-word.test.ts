import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFindBadWord } from './find-bad-word.ts';

const find = createFindBadWord({
  badwords: [
    '시발',
    '시발놈',
    '개새끼',
    'ㅅㅂ',
    'fuck',
    'ass',
    'bitch',
    'kill yourself',
    '18놈',
    '미친년',
    '이 새끼',
    '傻逼',
    '',
    '!',
  ],
  allowwords: ['시발점', '미친년도', 'bitch lake', '다시발'],
});

describe('findBadWord', () => {
  it.each([
    ['아 시발 진짜', '시발', '시발'],
    ['시발놈아', '시발놈', '시발놈'],
    ['What the Fuck?', 'fuck', 'Fuck'],
    ['ｆｕｃｋ', 'fuck', 'ｆｕｃｋ'],
    ['야 시!발', '시발', '시!발'],
    ['야 시 발 뭐', '시발', '시 발'],
    ['시\u200b발', '시발', '시\u200b발'],
    ['ㅅㅣ발', '시발', 'ㅅㅣ발'],
    ['ㅁㅣㅊㅣㄴㄴㅕㄴ', '미친년', 'ㅁㅣㅊㅣㄴㄴㅕㄴ'],
    ['시이이발', '시발', '시이이발'],
    ['시ㅣㅣ발', '시발', '시ㅣㅣ발'],
    ['시ㅋㅋㅋ발', '시발', '시ㅋㅋㅋ발'],
    // The same syllables, each written as its letters.
    ['야 시발'.normalize('NFD'), '시발', '시발'.normalize('NFD')],
    ['이새끼야', '이 새끼', '이새끼'],
    ['ㅅㅂㅋㅋㅋ', 'ㅅㅂ', 'ㅅㅂ'],
    ['f u c k', 'fuck', 'f u c k'],
    ['so f.u.u.c.k', 'fuck', 'f.u.u.c.k'],
    ['fuuuuck', 'fuck', 'fuuuuck'],
    ['fúсk', 'fuck', 'fúсk'],
    ['fucking hell', 'fuck', 'fuck'],
    ['b1tch', 'bitch', 'b1tch'],
    ['𝟒𝟓s', 'ass', '𝟒𝟓s'],
    ['a$$', 'ass', 'a$$'],
    ['a s s', 'ass', 'a s s'],
    ['killyourself', 'kill yourself', 'killyourself'],
    ['你是傻逼', '傻逼', '傻逼'],
    ['😀😀 𝓯𝓾𝓬𝓴 😀', 'fuck', '𝓯𝓾𝓬𝓴'],
    ['시발점에서 시발', '시발', '시발'],
  ])('finds the word in %j', (text, rule, there) => {
    const hit = find(text);
    expect(hit).toMatchObject({ rule });
    expect(text.slice(hit?.start, hit?.end)).toBe(there);
  });

  it.each([
    ['안녕하세요'],
    [''],
    ['!!!'],
    ['시발점이 어디예요'],
    ['다시 발표해 주세요'],
    ['다시 바로 갈게요'],
    ['출시/발매'],
    ['옷방에 있어요'],
    ['ㄱㅅㅂㅊ'],
    ['2018놈'],
    ['미친년도'],
    ['고양이 새끼'],
    ['class assassin as so'],
    ['c l a s s'],
    ['push it'],
    ['kill yoourself'],
    ['Tim Fucck'],
    ['bitch lake'],
    ['bi tchaikovsky'],
    ['ㅋㅋㅋㅋㅎㅎㅎㅎ'],
    ['456 18 1234567'],
  ])('lets %j pass', (text) => {
    expect(find(text)).toBeUndefined();
  });

  it('names the leftmost of several words, and the longest of those that begin together', () => {
    expect(find('fuck 시발')).toEqual({ rule: 'fuck', start: 0, end: 4 });
    expect(find('시발놈 fuck')).toEqual({ rule: '시발놈', start: 0, end: 3 });
  });

  it('reads a long text as well as a short one', () => {
    const text = `${'안녕 '.repeat(5_000)}시발`;
    expect(find(text)).toEqual({ rule: '시발', start: 15_000, end: 15_002 });
    expect(find('시발')).toEqual({ rule: '시발', start: 0, end: 2 });
  });

  const between = fc.array(
    fc.constantFrom('\u200b', '\u200d', '\u2060', '\ufeff', '.', '-', '*', '~', ' ', '😀', '_'),
    {
      maxLength: 4,
    },
  );
  const before = fc.constantFrom('', '야 ', 'so ', '😀', '... ');
  const after = fc.constantFrom('', ' 진짜', ' man', '!', ' 😀');

  it('finds a word of its own whatever marks, spaces and invisible characters are strewn into it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('시발', '시발놈', '개새끼', 'ㅅㅂ', '18놈', '미친년'),
        fc.array(between, { minLength: 3, maxLength: 3 }),
        before,
        after,
        (word, strewn, head, tail) => {
          const dressed = [...word].map((letter, i) => (i === 0 ? letter : `${strewn[i - 1]?.join('')}${letter}`));
          const text = `${head}${dressed.join('')}${tail}`;
          const hit = find(text);
          expect(hit?.rule).toBe(word);
          expect(text.slice(hit?.start, hit?.end)).toBe(dressed.join(''));
        },
      ),
    );
  });

  it('finds a Latin word that is spelled with any separator, or holds any invisible characters', () => {
    const separator = fc.constantFrom(' ', '.', '-', '*', '  ', ' . ', '😀');
    const invisible = fc.constantFrom('', '\u200b', '\u200d\u2060', '\u00ad');
    fc.assert(
      fc.property(
        fc.constantFrom('fuck', 'bitch', 'ass'),
        separator,
        invisible,
        before,
        after,
        (word, mark, none, head, tail) => {
          for (const glue of [mark + none, none]) {
            const text = `${head}${[...word].join(glue)}${tail}`;
            expect(find(text)?.rule).toBe(word);
          }
        },
      ),
    );
  });

  it('finds in the span that it names the same word again', () => {
    const piece = fc.constantFrom(
      '시',
      '발',
      '놈',
      '개',
      '새끼',
      'ㅅ',
      'ㅂ',
      'f',
      'u',
      'ck',
      'ass',
      '1',
      '8',
      ' ',
      '!',
      '\u200b',
      '점',
      'ㅋㅋ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = pieces.join('');
        const hit = find(text);
        if (hit) expect(find(text.slice(hit.start, hit.end))).toEqual({ ...hit, start: 0, end: hit.end - hit.start });
      }),
      { numRuns: 2_000 },
    );
  });

  it('lets every text pass that has none of the letters of any word', () => {
    const foreign = fc.string({
      unit: fc.constantFrom(...'ㅑㅕㅛ뎌려텨xyzvwqXYZ0269 .!?\u200b😀あア中ßЖ'),
      maxLength: 60,
    });
    const latin = createFindBadWord({ badwords: ['fuck', '시발', 'ㅅㅂ'], allowwords: [] });
    fc.assert(
      fc.property(foreign, (text) => {
        expect(latin(text)).toBeUndefined();
      }),
    );
  });

  it('takes no text amiss', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const hit = find(text);
        if (hit) expect(hit.start).toBeLessThan(hit.end);
      }),
    );
  });
});
