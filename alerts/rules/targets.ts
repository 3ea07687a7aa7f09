import { minutes } from '../../metrics/promql/duration.ts';
import { absent } from '../../metrics/promql/functions.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { or } from '../../metrics/promql/set.ts';
import { scrapeMetrics } from '../../prometheus/builtin.ts';
import { alert } from '../alert.ts';
import { ask } from '../commands/ask.ts';
import { reload, targets } from '../commands/monitoring.ts';
import { logOf, restart } from '../commands/part.ts';
import { is } from '../condition.ts';
import { limit } from '../limit.ts';
import { monitoringPanel } from '../panels.ts';
import { gap, type Samples, series, steady } from '../series.ts';
import { chat, exporter } from './example-targets.ts';

const up = select(scrapeMetrics.up);

/** What Prometheus notes of a target that did not answer. */
const down = limit('down', 0);

/** What absent() says of a job that is not there. */
const gone = limit('gone', 1);

/** A deploy restarts a target in well under that. */
const downFor = minutes(3);

/** A target that is added and removed again, as by a rolling deploy, is back by then. */
const missingFor = minutes(5);

/** Pages when a target does not answer its scrapes. */
export const targetDown = alert({
  name: 'TargetDown',
  severity: 'page',
  expr: is(up, down),
  for: downFor,
  summary: ({ job, instance }) => `${job} at ${instance} has not answered for ${printSeconds(downFor.seconds)}`,
  description: ({ job, instance }) =>
    `Prometheus could not scrape ${instance} of job ${job} for ${printSeconds(downFor.seconds)}. Nothing is known of it now.`,
  panel: monitoringPanel('Targets up'),
  drill: 'kill-exporter',
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
    scenes: [
      {
        when: 'the chat stops answering',
        labels: chat,
        given: (target, course) => [series(scrapeMetrics.up, target, course.gauge())],
      },
    ],
  },
});

/** The chat is scraped all the time, and the exporter so. */
const both = (...samples: readonly [Samples, ...Samples[]]) => [
  series(scrapeMetrics.up, chat, steady(1, minutes(10))),
  series(scrapeMetrics.up, exporter, ...samples, gap(minutes(1))),
];

/** Pages when a job that must be there is not even tried. {@link targetDown} cannot see that: it needs a target. */
export const jobMissing = alert({
  name: 'JobMissing',
  severity: 'page',
  expr: is(or(absent(scrapeMetrics.up, { job: 'chat' }), absent(scrapeMetrics.up, { job: 'exporter' })), gone),
  for: missingFor,
  summary: ({ job }) => `Prometheus has had no target of job ${job} for ${printSeconds(missingFor.seconds)}`,
  description: ({ job }) =>
    `No target of job ${job} was scraped for ${printSeconds(missingFor.seconds)}: it is gone from the scrape configuration.`,
  panel: monitoringPanel('Targets up'),
  drill: 'drop-job',
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
        when: 'the exporter is no longer scraped',
        given: both(steady(1, minutes(3))),
        at: minutes(8),
        fires: [{ labels: { job: 'exporter' } }],
      },
      {
        when: 'only the exporter is scraped',
        given: [series(scrapeMetrics.up, exporter, steady(1, minutes(10)))],
        at: missingFor,
        fires: [{ labels: { job: 'chat' } }],
      },
    ],
    edges: {
      inside: {
        gone: { when: 'both are known, though one is down', given: both(steady(0, minutes(10))), at: minutes(6) },
      },
      tooShort: {
        when: 'the exporter has not been scraped for almost long enough',
        given: both(steady(1, minutes(3))),
        at: minutes(7),
      },
      backAndForth: {
        when: 'the exporter is taken out and put back',
        given: both(steady(1, minutes(1)), gap(minutes(4)), steady(1, minutes(1)), gap(minutes(4))),
        at: minutes(10),
      },
      vanished: {
        when: 'one target of two is gone',
        given: [
          ...both(steady(1, minutes(10))),
          series(scrapeMetrics.up, { ...chat, instance: 'chat-2:3001' }, steady(1, minutes(2)), gap(minutes(8))),
        ],
        at: minutes(9),
      },
    },
  },
});
