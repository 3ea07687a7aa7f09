/** Takes log lines for a store that may be away. All that the logger knows of shipping. */
export interface LogSink {
  /**
   * Takes a line, or drops and counts it; never waits, never throws. `id` is the document's id. A line of the level error or
   * warn has been written when this returns, and any other when the present turn of the event loop ends.
   */
  readonly write: (id: string, line: string, level: string) => void;
}
