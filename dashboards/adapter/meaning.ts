/** What a colour says: all is well, worth a look, wrong, merely a fact, another fact, or a measure to hold others against. */
export type Meaning = 'good' | 'odd' | 'bad' | 'fact' | 'strange' | 'measure';

/** Grafana's names, of which it takes a shade that can be seen on the theme: a reader may prefer dark or light. */
export const colours: Readonly<Record<Meaning, string>> = {
  good: 'green',
  odd: 'orange',
  bad: 'red',
  fact: 'blue',
  strange: 'purple',
  measure: 'text',
};

/** A word for a value, and what it means that the value is so. */
type Word = readonly [text: string, meaning: Meaning];

/** Words for values, as `{ 0: ['down', 'bad'], 1: ['up', 'good'] }`. */
export type Words = Readonly<Record<number, Word>>;
