import type { Config } from '../../config/load-config.ts';
import { collectorFamilies } from '../../exporter/engine/families.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { print, printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { scrapeMetrics } from '../../prometheus/builtin.ts';
import { type Alert, alert } from '../alert.ts';
import { logOf } from '../commands/part.ts';
import { sql } from '../commands/sql.ts';
import { is, isAbove } from '../condition.ts';
import { humanizeDuration } from '../humanize.ts';
import { limit, limitsOf } from '../limit.ts';
import { monitoringPanel } from '../panels.ts';
import { series } from '../series.ts';
import { exporter } from './example-targets.ts';
import { mysqlDown } from './mysql-down.ts';

/** One late answer is nothing; five minutes of them is a fault that stays. */
const lasting = minutes(5);

/** What a collector tells that failed. */
const failed = limit('failed', 0);

const success = select(collectorFamilies.success);
const collectorDuration = select(collectorFamilies.duration);

/**
 * A ticket when a collector of the exporter fails, so that its metrics are missing. While MySQL is down nobody hears
 * of it, whichever collector it is: the others can wait until MySQL is back.
 */
export const collectorFailing = alert({
  name: 'CollectorFailing',
  severity: 'ticket',
  expr: is(success, failed),
  for: lasting,
  summary: ({ collector }) => `Collector ${collector} of the exporter has failed for ${printSeconds(lasting.seconds)}`,
  description: ({ collector, instance }) =>
    `Collector ${collector} at ${instance} failed for ${printSeconds(lasting.seconds)}. Alerts and panels over its metrics are blind.`,
  panel: monitoringPanel('Collectors'),
  consequenceOf: [{ alert: mysqlDown, same: ['instance'] }],
  drill: 'revoke-exporter',
  runbook: {
    meaning:
      'The exporter answers, but one part of it fails or takes longer than its deadline. Its metrics are absent, not zero.',
    impact: 'People notice nothing. What the collector watches is not watched.',
    diagnosis: [
      { says: 'Which collectors, and since when?', query: success },
      { says: 'Does it fail at once or at its deadline?', query: collectorDuration },
      {
        says: 'What is the cause? The exporter names it beside the collector.',
        run: logOf('exporter', 'collector|fail|error|denied|deadline'),
      },
    ],
    mitigation: [
      'If MySQL denies access: `gapwatch exporter grants` prints what its user needs; have an administrator run that.',
      'If it runs into its deadline: find what makes MySQL or Docker slow, rather than raising the deadline.',
    ],
  },
  tests: {
    scenes: [
      {
        when: 'the chat tables cannot be read',
        labels: { ...exporter, collector: 'chat_tables' },
        given: (target, course) => [
          series(collectorFamilies.success, { ...target, collector: 'chat_tables' }, course.gauge()),
        ],
      },
    ],
  },
});

/** A ticket when the exporter takes so long that its scrapes may soon time out. */
export const exporterScrapeSlow = (config: Config): Alert => {
  const { scrapeDurationSeconds } = limitsOf(config);
  const duration = select(scrapeMetrics.duration, { job: 'exporter' });
  const limit = humanizeDuration(scrapeDurationSeconds.value);
  return alert({
    name: 'ExporterScrapeSlow',
    severity: 'ticket',
    expr: isAbove(duration, scrapeDurationSeconds),
    for: lasting,
    summary: () => `The exporter takes longer than ${limit} to answer`,
    description: ({ instance }, { duration: took }) =>
      `A scrape of ${instance} takes ${took}, more than ${limit}, for ${printSeconds(lasting.seconds)}.`,
    panel: monitoringPanel('Collection duration'),
    consequenceOf: [{ alert: mysqlDown, same: ['instance'] }],
    drill: 'metadata-lock',
    runbook: {
      meaning: `The exporter needs more than ${limit} for its page. Prometheus gives up at its scrape timeout; then all of the page is missing.`,
      impact: 'None yet. Soon MySQL, Swarm and the chat tables are not watched.',
      diagnosis: [
        { says: 'Which collector takes the time?', query: collectorDuration },
        {
          says: 'If it is one of MySQL: what does the exporter wait for, and who makes it wait?',
          run: sql('SHOW FULL PROCESSLIST', 'administrator'),
        },
        `If the collectors are quick although \`${print(duration)}\` is not: the machine or the network is busy.`,
      ],
      mitigation: ['End what blocks MySQL.', 'Leave the slow collector out until its cause is found.'],
    },
    tests: {
      scenes: [
        {
          when: 'MySQL answers slowly',
          labels: exporter,
          given: (target, course) => [series(scrapeMetrics.duration, target, course.gauge())],
        },
      ],
    },
  });
};
