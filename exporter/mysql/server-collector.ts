import type { Collector, Deadline } from '../engine/collector.ts';
import { mysqlServer } from './families.ts';
import type { Query } from './session.ts';

/** Connects anew and leaves. @returns how long it took to be let in, in seconds; rejects where it was not */
export type ProveLogin = (deadline: Deadline) => Promise<number>;

/**
 * Whether MySQL answers, and whether it lets a new connection in: the data come over one that lasts, which a full server or a
 * changed password does not touch. Both are 0, not absent, where MySQL does not answer.
 * @param sayError turns what was thrown on the way to MySQL into a sentence
 */
export const mysqlServerCollector = (
  query: Query,
  proveLogin: ProveLogin,
  sayError: (error: unknown) => string,
): Collector => ({
  name: 'mysql_server',
  help: 'Whether MySQL answers, and whether it lets a new connection in.',
  enabled: true,
  timeoutMs: 3_000,
  families: [mysqlServer.up, mysqlServer.connectSuccess, mysqlServer.connectDuration],
  whenFailed: [
    { metric: mysqlServer.up, labels: {}, value: 0 },
    { metric: mysqlServer.connectSuccess, labels: {}, value: 0 },
  ],
  async collect({ emit, note, ...deadline }) {
    try {
      emit(mysqlServer.connectDuration, {}, await proveLogin(deadline));
      emit(mysqlServer.connectSuccess, {}, 1);
    } catch (error) {
      // Nobody new is let in; whoever is in already may still be answered.
      await query('SELECT 1', [], deadline);
      note(`A new connection is not let in. ${sayError(error)}`);
      emit(mysqlServer.connectSuccess, {}, 0);
    }
    emit(mysqlServer.up, {}, 1);
  },
});
