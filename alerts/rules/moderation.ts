import { chatMetrics } from '../../app/metrics.ts';
import { min, sum } from '../../metrics/promql/aggregate.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { increase } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { alert } from '../alert.ts';
import { sql } from '../commands/sql.ts';
import { is } from '../condition.ts';
import { limit } from '../limit.ts';
import { chatPanel } from '../panels.ts';
import { series } from '../series.ts';

/** Whoever puts in a new list may empty the table first; that does not take so long. */
const lasting = minutes(10);

const listed = select(chatMetrics.moderationWords, { list: 'badwords' });

/** Words of an empty list. */
const noWords = limit('noWords', 0);

/** A ticket when a worker has no bad words: it lets everything pass, and nothing else shows it. */
export const badwordsEmpty = alert({
  name: 'BadwordsEmpty',
  severity: 'ticket',
  expr: is(min(listed, { by: ['job'] }), noWords),
  for: lasting,
  summary: ({ job }) => `${job} has blocked no bad word for ${printSeconds(lasting.seconds)}: its list is empty`,
  description: ({ job }) =>
    `At least one worker of ${job} has held messages against an empty list of bad words for ${printSeconds(lasting.seconds)}.`,
  panel: chatPanel('Listed words'),
  drill: 'empty-badwords',
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
    scenes: [
      {
        when: 'one of two workers has no words',
        labels: { job: 'chat' },
        given: (target, course) => [
          series(chatMetrics.moderationWords, { ...target, worker: '1', list: 'badwords' }, course.gauge()),
          series(
            chatMetrics.moderationWords,
            { ...target, worker: '2', list: 'badwords' },
            course.gauge(() => 400),
          ),
          series(
            chatMetrics.moderationWords,
            { ...target, worker: '2', list: 'allowwords' },
            course.gauge(() => 0),
          ),
        ],
      },
    ],
  },
});
