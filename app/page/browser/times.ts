import type { Language } from '../model/texts.ts';
import { make } from './element.ts';

/** Says when something was, in the language and the time zone of the person. */
export interface Times {
  readonly day: (at: Date) => HTMLTimeElement;
  readonly moment: (at: Date) => HTMLTimeElement;
  readonly dayAndMoment: (at: Date) => HTMLTimeElement;
}

const formatter = (language: Language, options: Intl.DateTimeFormatOptions): ((at: Date) => HTMLTimeElement) => {
  const { format } = new Intl.DateTimeFormat(language, options);
  return (at) => make('time', { datetime: at.toISOString() }, format(at));
};

export const createTimes = (language: Language): Times => ({
  day: formatter(language, { dateStyle: 'full' }),
  moment: formatter(language, { timeStyle: 'short' }),
  dayAndMoment: formatter(language, { dateStyle: 'medium', timeStyle: 'short' }),
});
