import { max } from '../../metrics/promql/aggregate.ts';
import { recorded } from '../../metrics/promql/recording.ts';
import { messageRecordings } from '../../prometheus/recording-rules.ts';
import { row } from '../adapter/dashboard.ts';
import { stat } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { unit } from '../adapter/unit.ts';

/** Numbers that answer whether people get what is promised. */
export const overviewRow = row('Is it well?', [
  stat({
    title: 'Messages lost',
    description:
      'Share of the messages of the last 5 minutes that a fault of ours kept from being stored. Red: the budget is spent fast; see who spends it below.',
    unit: unit.ratio,
    none: 'no messages yet',
    width: 12,
    threshold: { above: 'messageErrorRatio' },
    queries: [query(max(recorded(messageRecordings.errorRatio)), 'lost')],
  }),
  stat({
    title: 'Messages delivered within',
    description:
      'What 99 in 100 messages of the last 5 minutes stayed below. Red: people notice; the dashboard Chat shows what they wait for.',
    unit: unit.seconds,
    none: 'no messages yet',
    width: 12,
    threshold: { above: 'messageDurationSeconds' },
    queries: [query(max(recorded(messageRecordings.durationP99)), '99 % below')],
  }),
]);
