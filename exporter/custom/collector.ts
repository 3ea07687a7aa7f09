import type { Collection, Collector, Details } from '../engine/collector.ts';
import type { Query } from '../mysql/session.ts';
import { checkQueries } from './check.ts';
import type { CustomQuery } from './custom-query.ts';
import { customQueryFamilies } from './families.ts';
import { attempt, marginMs, type QueryState } from './query-run.ts';

/** What the collector runs, and where. */
export interface CustomQueriesOptions {
  readonly query: Query;
  readonly queries: readonly CustomQuery[];
  readonly close: () => Promise<void>;
  /** A monotonic clock in milliseconds. */
  readonly now?: () => number;
}

/** At the slowest, a query gets no turn before all others have taken their time. In milliseconds. */
const timeoutOf = (queries: readonly CustomQuery[]): number =>
  queries.reduce((sum, { timeoutMs }) => sum + timeoutMs, 1_000 + marginMs);

const describe = ({ query: { name }, last, droppedRows }: QueryState, { emit }: Collection): void => {
  const labels = { query: name };
  emit(customQueryFamilies.success, labels, last?.rows === undefined ? 0 : 1);
  emit(customQueryFamilies.dropped, labels, droppedRows);
  if (last) emit(customQueryFamilies.duration, labels, last.seconds);
  if (last?.rows !== undefined) emit(customQueryFamilies.rows, labels, last.rows);
};

const detailsOf = (states: readonly QueryState[]): Details => ({
  caption: 'Queries of exporter.queries',
  head: ['Query', 'Took', 'Rows', 'Rows read for it, as MySQL expects', 'Problem'],
  rows: states.map(({ query: { name }, last, explained }) => [
    name,
    last ? `${(last.seconds * 1000).toFixed(1)} ms` : 'not run yet',
    String(last?.rows ?? ''),
    String(explained?.rows ?? ''),
    last?.problem ?? '',
  ]),
});

/**
 * Metrics by statements of the user's own, one after the other on a connection of their own. A query that fails loses its own
 * samples and says so by `gapwatch_custom_query_success`; where MySQL does not answer, the others are not tried in vain.
 */
export const customQueriesCollector = ({
  query,
  queries,
  close,
  now = () => performance.now(),
}: CustomQueriesOptions): Collector => {
  let states: readonly QueryState[] = queries.map((one) => ({ query: one, droppedRows: 0 }));
  return {
    name: 'custom_queries',
    help: 'What the statements of exporter.queries answer.',
    enabled: queries.length > 0,
    timeoutMs: timeoutOf(queries),
    families: [
      ...Object.values(customQueryFamilies),
      ...queries.flatMap(({ families }) => families.map(({ metric }) => metric)),
    ],
    async collect(collection) {
      const after: QueryState[] = [];
      let away = false;
      for (const state of states) {
        if (away) {
          const last = { seconds: 0, problem: 'MySQL did not answer an earlier one.' };
          after.push({ query: state.query, droppedRows: state.droppedRows, last });
          continue;
        }
        const attempted = await attempt(state, query, collection, now);
        for (const { metric, labels, value } of attempted.samples) collection.emit(metric, labels, value);
        after.push(attempted.state);
        ({ away } = attempted);
      }
      // All at once: a person who looks meanwhile sees the last scrape whole.
      states = after;
      for (const state of states) describe(state, collection);
    },
    check: () => checkQueries(query, queries),
    details: () => detailsOf(states),
    close,
  };
};
