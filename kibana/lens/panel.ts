import type { LogField } from '../../app/logging/fields.ts';
import type { Condition, Named } from '../query/condition.ts';

/** A number that is made of many lines. */
export type Measure<F extends LogField> =
  | { readonly take: 'count'; readonly label: string; readonly only?: Condition<F> }
  | { readonly take: 'unique'; readonly label: string; readonly of: Named<F, 'keyword' | 'ip'> }
  | { readonly take: 'mean'; readonly label: string; readonly of: Named<F, 'long'> }
  | { readonly take: 'percentile'; readonly share: number; readonly label: string; readonly of: Named<F, 'long'> };

/** Values of a field, the largest groups first. */
interface Values<F extends LogField> {
  readonly by: 'values';
  readonly label: string;
  readonly of: Named<F, 'keyword' | 'ip'>;
  /** How many groups are shown. */
  readonly most: number;
}

/** What lines are put into groups by. */
export type Bucket<F extends LogField> =
  | Values<F>
  | { readonly by: 'time'; readonly label: string; readonly of: Named<F, 'date'>; readonly every: 'auto' | '1d' }
  | {
      readonly by: 'conditions';
      readonly label: string;
      readonly of: readonly { readonly label: string; readonly only: Condition<F> }[];
    };

/** What a panel draws of its groups and numbers. */
export type Shape<F extends LogField> =
  | { readonly shape: 'number'; readonly of: Measure<F> }
  | {
      readonly shape: 'columns' | 'bars' | 'lines';
      readonly by: Bucket<F>;
      /** Each group of these is a colour. */
      readonly split?: Bucket<F>;
      readonly of: Measure<F>;
    }
  | {
      readonly shape: 'table';
      readonly by: readonly [Bucket<F>, ...Bucket<F>[]];
      /** Groups are ordered by the first. */
      readonly of: readonly [Measure<F>, ...Measure<F>[]];
    }
  | { readonly shape: 'donut'; readonly by: Bucket<F>; readonly of: Measure<F> }
  /** The countries of the world, coloured, by a field of their codes in two letters. */
  | { readonly shape: 'map'; readonly by: Values<F>; readonly of: Measure<F> };

/** A panel that Kibana's Lens draws. */
export type Panel<F extends LogField> = Shape<F> & {
  readonly id: `gapwatch-${string}`;
  readonly title: string;
  readonly description: string;
  /** What lines must be like, besides being the service's own. */
  readonly only?: Condition<F>;
};
