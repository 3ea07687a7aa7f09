import type { Refusal } from '../../app/logging/fields.ts';
import type { Config } from '../../config/load-config.ts';
import type { Condition } from '../query/condition.ts';
import { ofEvents, ofRequests } from './requests.ts';
import type { ChatField } from './view.ts';

/** Something failed that should not. */
export const failed: Condition<ChatField> = { is: 'one of', field: 'log.level', values: ['error'] };

const badWord: Refusal = 'blocked';

/** A message was kept back for a bad word. */
export const blocked: Condition<ChatField> = { is: 'one of', field: 'event.reason', values: [badWord] };

/** Seconds as the log has them; beyond what a number can tell exactly nothing takes as long anyway. */
const nanoseconds = (seconds: number): number => Math.min(Math.round(seconds * 1e9), Number.MAX_SAFE_INTEGER);

const tookAtLeast = (seconds: number): Condition<ChatField> => ({
  is: 'at least',
  field: 'event.duration',
  number: nanoseconds(seconds),
});

/** MySQL took longer for one statement than a request may take: the app logs no others. */
export const ofStatements: Condition<ChatField> = { is: 'there', field: 'db.query.text' };

/** A request or an event took longer than alerts allow the slowest hundredth, or a statement did. */
export const slow = ({ thresholds }: Pick<Config, 'thresholds'>): Condition<ChatField> => ({
  is: 'any',
  of: [
    { is: 'all', of: [ofRequests, tookAtLeast(thresholds.httpDurationSeconds)] },
    { is: 'all', of: [ofEvents, tookAtLeast(thresholds.messageDurationSeconds)] },
    ofStatements,
  ],
});
