import { canaryAction } from '../../app/logging/canary-fields.ts';
import type { Condition } from '../query/condition.ts';
import type { ChatField } from './view.ts';

/** The line tells of a request of HTTP, at its end. */
export const ofRequests: Condition<ChatField> = { is: 'there', field: 'url.path' };

/** The line is not one that the service writes to see whether lines arrive. */
const ofPeople: Condition<ChatField> = { is: 'none of', field: 'event.action', values: [canaryAction] };

/** The line tells of an event of a socket, at its end. */
export const ofEvents: Condition<ChatField> = { is: 'all', of: [{ is: 'there', field: 'event.action' }, ofPeople] };

/** The line belongs to what somebody asked the service for. */
export const ofAnyRequest: Condition<ChatField> = {
  is: 'all',
  of: [{ is: 'there', field: 'http.request.id' }, ofPeople],
};
