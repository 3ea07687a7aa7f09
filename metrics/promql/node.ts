import type { Duration, Fixed } from './duration.ts';

export type MatchOp = '=' | '!=' | '=~' | '!~';

/** One label matcher; `value` is what stands between the quotes, before escaping. */
export interface Matcher {
  readonly label: string;
  readonly op: MatchOp;
  readonly value: string;
}

/** How the two sides of a binary operator find each other. */
export interface Matching {
  readonly on: readonly string[];
  /** The side that may have several series for one of the other, and the labels that it takes over from there. */
  readonly group?: { readonly side: 'left' | 'right'; readonly include: readonly string[] };
}

/** A PromQL expression as data; print.ts writes it. */
export type Node =
  | { readonly type: 'number'; readonly value: number }
  /** A length of time as a number of seconds: a faster clock of the rules shortens it, as it does windows. */
  | { readonly type: 'length'; readonly of: Fixed }
  | {
      readonly type: 'selector';
      readonly name: string;
      readonly matchers: readonly Matcher[];
      readonly range?: Duration;
      readonly offset?: Duration;
    }
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'call'; readonly name: string; readonly args: readonly Node[] }
  | {
      readonly type: 'aggregate';
      readonly op: string;
      readonly grouping?: { readonly kind: 'by' | 'without'; readonly labels: readonly string[] };
      readonly param?: number | string;
      readonly of: Node;
    }
  | {
      readonly type: 'binary';
      readonly op: string;
      readonly left: Node;
      readonly right: Node;
      readonly matching?: Matching;
    };

/** Whether values only grow (a counter's own series) or may do anything. */
export type Sense = 'counter' | 'gauge';
