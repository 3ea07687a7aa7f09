import { escapeLabel } from './escape.ts';

/** How a value of a label stands on a page. */
export interface ValueText {
  /** The value as it stands between the quotes, and the closing quote. */
  readonly bytes: Uint8Array;
  /** Its place among all values of the label that are known while this page is made. */
  readonly place: number;
}

/** The values that labels have on one page, by the label's name: what its metrics share is made once. */
export type LabelTexts = (label: string) => (value: string) => ValueText;

interface Known extends ValueText {
  /** The last page that told of it. */
  page: number;
}

/** Values by their labels, which keep their places; begun anew when most of them are gone. */
interface Generation {
  readonly labels: Map<string, Map<string, Known>>;
  /** How many it holds, and how many of them the page at hand has told of. */
  held: number;
  told: number;
}

const newGeneration = (): Generation => ({ labels: new Map(), held: 0, told: 0 });

/** So few are not worth to be looked through. */
const fewValues = 64;

/**
 * Makes what begins the values of one page after the other, which know what the pages before have told of: names of ten thousand tables
 * stay the same. What is gone is forgotten when there is more of it than of what is told.
 */
export const makeLabelTexts = (): (() => LabelTexts) => {
  let before = newGeneration();
  let now = newGeneration();
  let page = 0;
  return () => {
    // A page that told of nothing has failed, and says nothing of what is gone.
    if (now.told > 0) {
      before = newGeneration();
      if (now.held > 2 * now.told + fewValues) [before, now] = [now, before];
    }
    now.told = 0;
    page += 1;
    const [mine, old, at] = [now, before, page];
    return (label) => {
      const values = mine.labels.get(label) ?? new Map<string, Known>();
      mine.labels.set(label, values);
      const gone = old.labels.get(label);
      return (value) => {
        const known = values.get(value);
        if (known !== undefined) {
          if (known.page !== at) {
            known.page = at;
            mine.told += 1;
          }
          return known;
        }
        const bytes = gone?.get(value)?.bytes ?? new TextEncoder().encode(`${escapeLabel(value)}"`);
        const text = { bytes, place: values.size, page: at };
        values.set(value, text);
        mine.held += 1;
        mine.told += 1;
        return text;
      };
    };
  };
};
