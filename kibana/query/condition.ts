import type { FieldType, LogField } from '../../app/logging/fields.ts';

/** Names of those of the fields that have one of some types. */
export type Named<F extends LogField, T extends FieldType> = F extends { readonly type: T } ? F['name'] : never;

/** Conditions that all, or any of which, must hold. */
type Several<F extends LogField> = readonly [Condition<F>, ...Condition<F>[]];

/**
 * What lines must be like; a line without the field is of none of any values. Of a text only whether it is there can be asked: Kibana
 * finds words of it, not the whole.
 */
export type Condition<F extends LogField> =
  | {
      readonly is: 'one of' | 'none of';
      readonly field: Named<F, 'keyword' | 'ip'>;
      readonly values: readonly [string, ...string[]];
    }
  | { readonly is: 'at least' | 'below'; readonly field: Named<F, 'long'>; readonly number: number }
  | { readonly is: 'there'; readonly field: F['name'] }
  | { readonly is: 'all' | 'any'; readonly of: Several<F> };

/** Both conditions, or the one of them that is there. */
export const both = <F extends LogField>(
  first: Condition<F> | undefined,
  second: Condition<F> | undefined,
): Condition<F> | undefined => (first && second ? { is: 'all', of: [first, second] } : (first ?? second));
