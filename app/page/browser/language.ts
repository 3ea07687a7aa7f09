import { chooseLanguage, type Language, languages, type PlainText, type Texts } from '../model/texts.ts';

/** Where the choice is kept. Storage may be closed to the page: then it lasts as long as the page. */
const storageKey = 'language';

const stored = (): string | null => {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
};

const store = (language: Language): void => {
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // It is asked for again next time.
  }
};

/** The language that the page speaks now. */
export interface Speech {
  readonly texts: () => Texts;
  readonly language: () => Language;
  /** Calls now and whenever the language changes. */
  readonly onChange: (listener: () => void) => void;
}

/** The attributes in the HTML that name the text of an element, and where the text goes. */
const places: readonly (readonly [attribute: string, set: (element: Element, text: string) => void])[] = [
  ['data-text', (element, text) => element.replaceChildren(text)],
  ['data-label', (element, text) => element.setAttribute('aria-label', text)],
  ['data-hint', (element, text) => element.setAttribute('placeholder', text)],
];

const fillIn = (texts: Texts): void => {
  for (const [attribute, set] of places) {
    for (const element of document.querySelectorAll(`[${attribute}]`)) {
      set(element, texts[element.getAttribute(attribute) as PlainText]);
    }
  }
};

/** Speaks the browser's language, and lets the person choose by the buttons of `group`, each of which has its `lang`. */
export const startSpeech = (group: HTMLElement): Speech => {
  const listeners: (() => void)[] = [];
  let language = chooseLanguage(stored(), navigator.languages);
  const buttons = [...group.querySelectorAll('button')];
  const speak = (): void => {
    document.documentElement.lang = language;
    fillIn(languages[language]);
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.lang === language));
    for (const listener of listeners) listener();
  };
  for (const button of buttons) {
    button.addEventListener('click', () => {
      language = chooseLanguage(button.lang, []);
      store(language);
      speak();
    });
  }
  speak();
  return {
    texts: () => languages[language],
    language: () => language,
    onChange(listener) {
      listeners.push(listener);
      listener();
    },
  };
};
