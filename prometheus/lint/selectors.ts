import { partsOf, type Syntax, type WrittenSelector } from './syntax.ts';

/** A selector, and what stands directly around it. */
export interface SelectorInPlace {
  readonly selector: WrittenSelector;
  /** Length of its range as it is written, if it has one. */
  readonly range?: string;
  /** Function or aggregation whose argument it is itself. */
  readonly within?: string;
}

const nameOf = (syntax: Syntax): string | undefined =>
  syntax.type === 'call' ? syntax.name : syntax.type === 'aggregate' ? syntax.op : undefined;

const found = (syntax: Syntax, within: string | undefined): SelectorInPlace[] => {
  if (syntax.type === 'selector') return [{ selector: syntax, ...(within && { within }) }];
  if (syntax.type === 'range' && syntax.of.type === 'selector' && syntax.step === undefined) {
    return [{ selector: syntax.of, range: syntax.range, ...(within && { within }) }];
  }
  return partsOf(syntax).flatMap((part) => found(part, nameOf(syntax)));
};

/** Every selector of an expression, in the order in which they are written. */
export const selectorsOf = (syntax: Syntax): SelectorInPlace[] => found(syntax, undefined);
