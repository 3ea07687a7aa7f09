import { searchMetrics } from '../../app/metrics.ts';
import type { Config } from '../../config/load-config.ts';
import { max, sum } from '../../metrics/promql/aggregate.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { rate } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { type Alert, alert } from '../alert.ts';
import { ask } from '../commands/ask.ts';
import { endLockHolder, lockHolder } from '../commands/locks.ts';
import { logOf, restart } from '../commands/part.ts';
import { isAbove } from '../condition.ts';
import { limitsOf } from '../limit.ts';
import { panelOn } from '../panels.ts';
import { series } from '../series.ts';
import { elasticsearchRed } from './elasticsearch-status.ts';

/** A restart of Elasticsearch, and what gathered meanwhile, is over by then. */
const lasting = minutes(5);

const lag = max(select(searchMetrics.lag), { by: ['job'] });

/** A ticket when the search does not hear of what people write. They find older messages still. */
export const searchIndexLag = (config: Config): Alert => {
  const { searchLagSeconds } = limitsOf(config);
  const limit = printSeconds(searchLagSeconds.value);
  return alert({
    name: 'SearchIndexLag',
    severity: 'ticket',
    expr: isAbove(lag, searchLagSeconds),
    for: lasting,
    summary: ({ job }) => `The search of ${job} does not find what is younger than ${limit}`,
    description: ({ job }, { duration }) =>
      `The search index of ${job} has not taken changes for ${duration}, more than ${limit}.`,
    panel: panelOn.search('Lag of the search index'),
    consequenceOf: [elasticsearchRed],
    drill: 'kill-elasticsearch',
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
        { says: 'Does Elasticsearch answer, and is it not red?', run: ask('elasticsearch', '/_cluster/health?pretty') },
        {
          says: 'What did the service say of it? On its console, as Elasticsearch may be away.',
          run: logOf('app', 'search index'),
        },
      ],
      mitigation: [
        { says: 'network: start Elasticsearch again.', run: restart('elasticsearch') },
        {
          says: 'overload, server: give it room. An index that a full disk made read-only is writable again by itself once a tenth of the disk is free.',
          run: ask('elasticsearch', '/_cat/allocation?v'),
        },
        'missing: somebody deleted the index; it is built anew by itself.',
        {
          says: 'No retries, and it still rises: no process has the right to relay. Which connection has it?',
          run: lockHolder('search'),
        },
        { says: 'End that connection.', run: endLockHolder('search') },
      ],
    },
    tests: {
      scenes: [
        {
          when: 'the index takes nothing',
          labels: { job: 'chat' },
          given: (target, course) => [series(searchMetrics.lag, target, course.gauge())],
        },
      ],
    },
  });
};
