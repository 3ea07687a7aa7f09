/** A value for a placeholder of a statement. */
export type SqlValue = string | number | null;

/** Runs parameterised statements on one connection. */
export interface Session {
  /** Rows of a SELECT. The caller names their type; columns are as MySQL gives them, times as Date. */
  readonly rows: <Row>(sql: string, values?: readonly SqlValue[]) => Promise<Row[]>;
  /** Runs a statement and gives the id that it made, 0 if none. */
  readonly run: (sql: string, values?: readonly SqlValue[]) => Promise<number>;
}

/** MySQL, as the stores use it. Each call takes a connection from the pool and gives it back. */
export interface Database extends Session {
  /** Runs `work` on one connection, and all of it or nothing comes to pass. */
  readonly transaction: <T>(work: (session: Session) => Promise<T>) => Promise<T>;
  /** Closes the connections; those still at work after `withinMs` milliseconds are left to the end of the process. */
  readonly end: (withinMs: number) => Promise<void>;
}
