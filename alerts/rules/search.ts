import { searchMetrics } from '../../app/metrics.ts';
import type { Config } from '../../config/load-config.ts';
import { max, sum } from '../../metrics/promql/aggregate.ts';
import { above } from '../../metrics/promql/compare.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { rate } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { type Alert, alert } from '../alert.ts';
import { panelOn } from '../panels.ts';
import { series, steady } from '../series.ts';
import { chat } from './example-targets.ts';

/** A restart of Elasticsearch, and what gathered meanwhile, is over by then. */
const lasting = minutes(5);

const lag = max(select(searchMetrics.lag), { by: ['job'] });

/** A ticket when the search does not hear of what people write. They find older messages still. */
export const searchIndexLag = ({ service, urls, thresholds: { searchLagSeconds } }: Config): Alert => {
  const limit = printSeconds(searchLagSeconds);
  const late = 10 * searchLagSeconds;
  return alert({
    name: 'SearchIndexLag',
    severity: 'ticket',
    expr: above(lag, searchLagSeconds),
    for: lasting,
    summary: ({ job }) => `The search of ${job} does not find what is new`,
    description: ({ job }, { duration }) =>
      `The search index of ${job} has not taken changes for ${duration}, more than ${limit}.`,
    panel: panelOn.search('Lag of the search index'),
    runbook: {
      meaning: `The oldest change of a message that waits in search_outbox for the search index is older than ${limit}.`,
      impact:
        'New messages are not found, or where Elasticsearch is away the search answers 503. Talking goes on as ever, and nothing is lost: the index catches up by itself.',
      diagnosis: [
        { says: 'How old is the oldest change, in seconds?', query: lag },
        { says: 'How many wait? Falling: it catches up.', query: max(select(searchMetrics.outbox), { by: ['job'] }) },
        {
          says: 'Why are they not taken?',
          query: sum(rate(select(searchMetrics.retries), minutes(5)), { by: ['job', 'reason'] }),
        },
        `\`curl ${new URL(urls.elasticsearch).origin}/_cluster/health\`: does it answer, and is it not red?`,
        `In Kibana, or on the console where Elasticsearch is away, \`service.name: ${service} and message: "search index"\`: what did it say?`,
      ],
      mitigation: [
        'network: start Elasticsearch. overload, server: give it room (disk, heap); an index that a full disk made read-only needs its block lifted.',
        'missing: somebody deleted the index; it is built anew by itself.',
        'No retries, and it still rises: no process has the right to relay. `SELECT IS_USED_LOCK(CONCAT("search:", DATABASE()))` tells the connection that has; end it.',
      ],
    },
    tests: {
      firing: [
        {
          when: 'Elasticsearch goes away for long',
          given: [series(searchMetrics.lag, chat, steady(0.2, minutes(5)), steady(late, minutes(15)))],
          at: minutes(12),
          fires: [{ labels: { job: 'chat' }, value: late }],
        },
      ],
      quiet: [
        {
          when: 'Elasticsearch restarts',
          given: [
            series(
              searchMetrics.lag,
              chat,
              steady(0.2, minutes(5)),
              steady(late, minutes(3)),
              steady(0.2, minutes(12)),
            ),
          ],
          at: minutes(12),
        },
        {
          when: 'it catches up all the time',
          given: [series(searchMetrics.lag, chat, steady(searchLagSeconds / 2, minutes(20)))],
          at: minutes(12),
        },
      ],
    },
  });
};
