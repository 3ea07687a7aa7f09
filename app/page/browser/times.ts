import type { Language } from '../model/texts.ts';
import { make } from './element.ts';

/** Says when something was, in the language and the time zone of the person. */
export interface Times {
  readonly day: (at: Date) => HTMLTimeElement;
  readonly moment: (at: Date) => HTMLTimeElement;
  readonly dayAndMoment: (at: Date) => HTMLTimeElement;
}

const formatter = (locale: string, options: Intl.DateTimeFormatOptions): ((at: Date) => HTMLTimeElement) => {
  const { format } = new Intl.DateTimeFormat(locale, options);
  return (at) => make('time', { datetime: at.toISOString() }, format(at));
};

/** The browser's own variety of the language where it has one: British and American clocks differ. */
const localeOf = (language: Language): string =>
  navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language;

export const createTimes = (language: Language): Times => {
  const locale = localeOf(language);
  return {
    day: formatter(locale, { dateStyle: 'full' }),
    moment: formatter(locale, { timeStyle: 'short' }),
    dayAndMoment: formatter(locale, { dateStyle: 'medium', timeStyle: 'short' }),
  };
};
