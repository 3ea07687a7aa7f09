/** Takes log lines for a store that may be away. All that the logger knows of shipping. */
export interface LogSink {
  /** Takes a line, or drops and counts it; never waits, never throws. `id` is the document's id. */
  readonly write: (id: string, line: string) => void;
  /** Ships what it holds, for at most `withinMs` milliseconds. */
  readonly close: (withinMs: number) => Promise<void>;
}
