import { equals } from '../../metrics/promql/compare.ts';
import { minutes, seconds } from '../../metrics/promql/duration.ts';
import { absent } from '../../metrics/promql/functions.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { or } from '../../metrics/promql/set.ts';
import { scrapeMetrics } from '../../prometheus/builtin.ts';
import { alert } from '../alert.ts';
import { ask } from '../commands/ask.ts';
import { reload, targets } from '../commands/monitoring.ts';
import { logOf, restart } from '../commands/part.ts';
import { monitoringPanel } from '../panels.ts';
import { series, steady } from '../series.ts';
import { chat, exporter } from './example-targets.ts';

const up = select(scrapeMetrics.up);

/** A deploy restarts a target in well under that. */
const downFor = minutes(3);

/** A target that is added and removed again, as by a rolling deploy, is back by then. */
const missingFor = minutes(5);

/** Pages when a target does not answer its scrapes. */
export const targetDown = alert({
  name: 'TargetDown',
  severity: 'page',
  expr: equals(up, 0),
  for: downFor,
  summary: ({ job, instance }) => `${job} at ${instance} does not answer`,
  description: ({ job, instance }) =>
    `Prometheus could not scrape ${instance} of job ${job} for ${printSeconds(downFor.seconds)}. Nothing is known of it now.`,
  panel: monitoringPanel('Targets up'),
  runbook: {
    meaning: 'Prometheus asks the target for its metrics and gets no answer, an error, or one that it cannot read.',
    impact: 'Of job chat: people can probably not talk. Of the others: alerts over their metrics are blind.',
    diagnosis: [
      { says: 'Does it refuse, time out, or answer nonsense? The last column says it.', run: targets },
      { says: 'Is it one target or all of them? All of them points to Prometheus or the network.', query: up },
      { says: 'Of job chat: why does it not answer?', run: logOf('app', 'error|warn|stop|died') },
      { says: 'Of job exporter: why not?', run: logOf('exporter', 'error|warn|stop') },
    ],
    mitigation: [
      { says: 'Of job chat: start it again.', run: restart('app') },
      { says: 'Of job exporter: start it again.', run: restart('exporter') },
    ],
  },
  tests: {
    firing: [
      {
        when: 'the chat stops answering after 2 minutes',
        given: [series(scrapeMetrics.up, chat, steady(1, minutes(2)), steady(0, minutes(5)))],
        at: minutes(6),
        fires: [{ labels: chat }],
      },
    ],
    quiet: [
      {
        when: 'the chat restarts within 2 minutes',
        given: [series(scrapeMetrics.up, chat, steady(1, minutes(2)), steady(0, minutes(2)), steady(1, minutes(5)))],
        at: minutes(6),
      },
      {
        when: 'the chat has been down for a little less than long enough',
        given: [series(scrapeMetrics.up, chat, steady(1, minutes(2)), steady(0, minutes(5)))],
        at: seconds(minutes(2).seconds + downFor.seconds - 15),
      },
    ],
  },
});

/** Pages when a job that must be there is not even tried. {@link targetDown} cannot see that: it needs a target. */
export const jobMissing = alert({
  name: 'JobMissing',
  severity: 'page',
  expr: or(absent(scrapeMetrics.up, { job: 'chat' }), absent(scrapeMetrics.up, { job: 'exporter' })),
  for: missingFor,
  summary: ({ job }) => `Prometheus has no target of job ${job}`,
  description: ({ job }) =>
    `No target of job ${job} was scraped for ${printSeconds(missingFor.seconds)}: it is gone from the scrape configuration.`,
  panel: monitoringPanel('Targets up'),
  runbook: {
    meaning: 'Prometheus does not know of any target of the job, so that it neither scrapes it nor finds it down.',
    impact: 'All alerts over the metrics of the job are blind, and none of them says so.',
    diagnosis: [
      { says: 'Which jobs are there?', query: up },
      {
        says: 'Is the job in its configuration?',
        run: ask(
          'prometheus',
          '/api/v1/status/config',
          '.data.yaml | split("\n")[] | select(test("job_name|targets|- .*:[0-9]+$"))',
        ),
      },
    ],
    mitigation: [
      {
        says: 'Run `gapwatch generate`, put the files where Prometheus reads them, and have it read them.',
        run: reload('prometheus'),
      },
    ],
  },
  tests: {
    firing: [
      {
        when: 'only the chat is scraped',
        given: [series(scrapeMetrics.up, chat, steady(1, minutes(10)))],
        at: minutes(6),
        fires: [{ labels: { job: 'exporter' } }],
      },
    ],
    quiet: [
      {
        when: 'both are known, though one is down',
        given: [
          series(scrapeMetrics.up, chat, steady(1, minutes(10))),
          series(scrapeMetrics.up, exporter, steady(0, minutes(10))),
        ],
        at: minutes(6),
      },
    ],
  },
});
