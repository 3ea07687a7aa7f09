import { chatMetrics } from '../../app/metrics.ts';
import { min, sum } from '../../metrics/promql/aggregate.ts';
import { equals } from '../../metrics/promql/compare.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { increase } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { alert } from '../alert.ts';
import { sql } from '../commands/sql.ts';
import { chatPanel } from '../panels.ts';
import { missing, type Samples, series, steady } from '../series.ts';
import { chat } from './example-targets.ts';

/** Whoever puts in a new list may empty the table first; that does not take so long. */
const lasting = minutes(10);

const listed = select(chatMetrics.moderationWords, { list: 'badwords' });

const words = (worker: string, ...values: readonly [Samples, ...Samples[]]) =>
  series(chatMetrics.moderationWords, { ...chat, worker, list: 'badwords' }, ...values);

/** A ticket when a worker has no bad words: it lets everything pass, and nothing else shows it. */
export const badwordsEmpty = alert({
  name: 'BadwordsEmpty',
  severity: 'ticket',
  expr: equals(min(listed, { by: ['job'] }), 0),
  for: lasting,
  summary: ({ job }) => `${job} blocks no bad word: its list is empty`,
  description: ({ job }) =>
    `At least one worker of ${job} has held messages against an empty list of bad words for ${printSeconds(lasting.seconds)}.`,
  panel: chatPanel('Listed words'),
  runbook: {
    meaning:
      'The table badwords had no rows when a worker last read it. Each worker asks every few seconds whether the table has changed, so all of them agree soon.',
    impact: 'Every message is broadcast, whatever it says.',
    diagnosis: [
      { says: 'Which workers, and since when?', query: listed },
      {
        says: 'Can they read the list? Failures here mean that they go on with an old one.',
        query: sum(increase(select(chatMetrics.moderationReloadFailures), minutes(15)), { by: ['job', 'instance'] }),
      },
      {
        says: 'No rows: somebody emptied the table, or a restore left it out.',
        run: sql('SELECT COUNT(*) FROM badwords'),
      },
    ],
    mitigation: [
      'Put the words back from the last dump of the table; the workers take them within seconds, without a restart.',
      'Without a dump: the first words stand in app/moderation/first-words.ts.',
    ],
  },
  tests: {
    firing: [
      {
        when: 'the table is emptied',
        given: [words('1', steady(400, minutes(2)), steady(0, minutes(20)))],
        at: minutes(14),
        fires: [{ labels: { job: 'chat' } }],
      },
      {
        when: 'one of two workers has no words',
        given: [words('1', steady(400, minutes(20))), words('2', steady(0, minutes(20)))],
        at: minutes(12),
        fires: [{ labels: { job: 'chat' } }],
      },
    ],
    quiet: [
      {
        when: 'a new list takes the place of the old one',
        given: [words('1', steady(400, minutes(2)), steady(0, minutes(5)), steady(500, minutes(10)))],
        at: minutes(13),
      },
      {
        when: 'the service is gone, which another alert tells',
        given: [words('1', steady(0, minutes(5)), missing(minutes(15)))],
        at: minutes(18),
      },
    ],
  },
});
