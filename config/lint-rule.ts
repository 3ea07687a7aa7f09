/** Something that a rule finds fault with, and what it says of it. */
interface BadExample<Example> {
  readonly example: Example;
  readonly says: string;
}

/**
 * One kind of fault that a check looks for. Its examples prove it: of the good ones no rule for the same things says anything;
 * of the bad ones this one says what stands there.
 * @template Found a sentence that says what is wrong and what to do, or one with its place
 */
export interface LintRule<Subject, Example, Found = string> {
  /** Kebab-case, as the file of the rule. Exclusions name it. */
  readonly name: string;
  /** What goes wrong where it is broken, in a sentence. */
  readonly why: string;
  readonly find: (subject: Subject) => readonly Found[];
  readonly good: readonly [Example, ...Example[]];
  readonly bad: readonly [BadExample<Example>, ...BadExample<Example>[]];
}
