import type { Matcher } from '../metrics/promql/node.ts';
import { partsOf, type Syntax, type WrittenSelector } from '../prometheus/lint/syntax.ts';
import { hasVariable, patternOf } from './fill-variables.ts';

/** Series that an expression cannot do without. */
export interface Need {
  /** The selector as it is written. */
  readonly text: string;
  /** The name of the metric, or a regular expression of such; undefined where matchers alone select. */
  readonly name?: { readonly value: string; readonly isPattern: boolean };
  /** What the labels must be; what a variable may become is anything. */
  readonly matchers: readonly Matcher[];
}

/** What is there only when something is not: that it finds nothing is how it should be. */
const expectsNothing = /^absent(_over_time)?$/;

/** A matcher with any value in the place of a variable; undefined where nothing is left of it. */
const matcherOf = ({ label, op, value }: Matcher): Matcher | undefined => {
  if (!hasVariable(value)) return { label, op, value };
  // What is left out depends on what is chosen.
  if (op === '!=' || op === '!~') return undefined;
  const pattern = patternOf(value, op === '=~');
  return pattern === '.*' ? undefined : { label, op: '=~', value: pattern };
};

const needOf = ({ text, name, matchers }: WrittenSelector): Need => {
  const byName = matchers.find(({ label, op }) => label === '__name__' && op === '=~');
  const rest = matchers.filter((one) => one !== byName).flatMap((one) => matcherOf(one) ?? []);
  if (name !== undefined) {
    const isPattern = hasVariable(name);
    return { text, name: { value: isPattern ? patternOf(name) : name, isPattern }, matchers: rest };
  }
  return {
    text,
    ...(byName && { name: { value: patternOf(byName.value, true), isPattern: true } }),
    matchers: rest,
  };
};

/** The series that an expression needs, each selector once; those in absent() it does not need. */
export const needsOf = (syntax: Syntax): Need[] => {
  if (syntax.type === 'selector') return [needOf(syntax)];
  if (syntax.type === 'call' && expectsNothing.test(syntax.name)) return [];
  return partsOf(syntax).flatMap(needsOf);
};
