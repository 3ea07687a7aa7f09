/** Something that a dashboard or a file of rules asks Prometheus. */
export interface Question {
  /** Its place in the file, as a finding names it. */
  readonly where: string;
  readonly expr: string;
  /** Labels of the answer that are named outside of the expression, as in a legend. */
  readonly labels: readonly string[];
}

/** A variable of a dashboard, as far as it may stand in an expression. */
export interface Variable {
  readonly name: string;
  readonly type: string;
  /** What is chosen, where that is one text. */
  readonly current: string;
}

/** What a file asks. */
export interface Questions {
  readonly questions: readonly Question[];
  readonly variables: readonly Variable[];
  /** A sentence for each thing that cannot be looked at: `panel "X": …`. */
  readonly notMade: readonly string[];
}
