import { expect, it } from 'vitest';
import { english } from './english.ts';
import { korean } from './korean.ts';
import { chooseLanguage } from './texts.ts';

it.each([
  [null, ['ko-KR', 'en'], 'ko'],
  [null, ['KO'], 'ko'],
  [null, ['de-AT', 'en-GB', 'ko'], 'en'],
  [null, ['de', 'fr'], 'en'],
  [null, [], 'en'],
  ['ko', ['en'], 'ko'],
  ['xx', ['ko'], 'ko'],
])('chooses by %j and %j the language %s', (chosen, preferred, language) => {
  expect(chooseLanguage(chosen, preferred)).toBe(language);
});

it('says everything in both languages, each in its own', () => {
  const say = (texts: typeof english, key: keyof typeof english): string => {
    const text = texts[key];
    return typeof text === 'string' ? text : (text as (...args: unknown[]) => string)(2, 'x');
  };
  for (const key of Object.keys(english) as (keyof typeof english)[]) {
    expect(say(english, key), key).not.toMatch(/[가-힣]/);
    // What only joins what people wrote is the same everywhere.
    if (key !== 'announcement') expect(say(korean, key), key).toMatch(/[가-힣]/);
  }
});
