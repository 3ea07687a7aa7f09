import { escapeLabel } from './escape.ts';

/** How a value of a label stands on a page. */
export interface ValueText {
  /** The value as it stands between the quotes, and the closing quote. */
  readonly bytes: Uint8Array;
  /** Its place among all values that the label has on this page. */
  readonly place: number;
}

/** The values that labels have on one page, by the label's name: what its metrics share is made once. */
export type LabelTexts = (label: string) => (value: string) => ValueText;

type Known = Map<string, Map<string, ValueText>>;

/**
 * Makes what begins the values of one page after the other, of which each takes over what it needs of the page begun before: names of
 * ten thousand tables stay the same, and what is gone is forgotten.
 */
export const makeLabelTexts = (): (() => LabelTexts) => {
  let last: Known = new Map();
  return () => {
    const before = last;
    const now: Known = new Map();
    last = now;
    return (label) => {
      const values = now.get(label) ?? new Map<string, ValueText>();
      now.set(label, values);
      const old = before.get(label);
      return (value) => {
        const known = values.get(value);
        if (known !== undefined) return known;
        const bytes = old?.get(value)?.bytes ?? new TextEncoder().encode(`${escapeLabel(value)}"`);
        const text = { bytes, place: values.size };
        values.set(value, text);
        return text;
      };
    };
  };
};
