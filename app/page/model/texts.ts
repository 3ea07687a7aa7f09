import { english } from './english.ts';
import { korean } from './korean.ts';

/** Everything that the page says, in one language. */
export type Texts = typeof english;

/** The texts that stand as they are, by which an element can be named. */
export type PlainText = { [K in keyof Texts]: Texts[K] extends string ? K : never }[keyof Texts];

export const languages = { ko: korean, en: english } as const satisfies Record<string, Texts>;

export type Language = keyof typeof languages;

/** The language chosen before, else the first of the browser's that the page speaks, else English. */
export const chooseLanguage = (chosen: string | null, preferred: readonly string[]): Language => {
  const tags = [...(chosen === null ? [] : [chosen]), ...preferred];
  const known = Object.keys(languages) as Language[];
  return tags.flatMap((tag) => known.filter((name) => name === tag.toLowerCase().split('-')[0]))[0] ?? 'en';
};
