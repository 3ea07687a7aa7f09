/** Something that a check found wrong: in which file, where in it, and what to do, in a sentence. */
export interface Finding {
  readonly file: string;
  readonly where: string;
  /** Name of the rule that is broken. */
  readonly rule: string;
  readonly message: string;
}
