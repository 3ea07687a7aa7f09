import { z } from 'zod';
import { firstIssue, type Message, MessageError } from './message.ts';

const link = z.strictObject({ href: z.url({ protocol: /^https?$/ }), text: z.string().min(1) });

/** @see https://developer.pagerduty.com/docs/send-alert-event */
const event = z.strictObject({
  routing_key: z.string().length(32),
  event_action: z.enum(['trigger', 'acknowledge', 'resolve']),
  dedup_key: z.string().min(1).max(255),
  client: z.string().optional(),
  client_url: z.url().optional(),
  payload: z.strictObject({
    summary: z.string().min(1).max(1024),
    source: z.string().min(1),
    severity: z.enum(['critical', 'error', 'warning', 'info']),
    timestamp: z.iso.datetime().optional(),
    component: z.string().optional(),
    group: z.string().optional(),
    class: z.string().optional(),
    /** Anything may stand there; this is what the templates put there. */
    custom_details: z.looseObject({ firing: z.string() }),
  }),
  links: z.array(link).optional(),
  images: z.array(z.unknown()).optional(),
});

/** Bytes that the service takes. */
const largestEvent = 512 * 1024;

/**
 * Reads an event as PagerDuty's Events API v2 takes it.
 * @throws MessageError if that would refuse it
 */
export const parsePagerduty = (text: string, receivedAt: Date): Message => {
  if (Buffer.byteLength(text) > largestEvent) throw new MessageError('Event object exceeds size limit');
  const parsed = event.safeParse(JSON.parse(text));
  if (!parsed.success) throw new MessageError(`Event object is invalid (${firstIssue(parsed.error)})`);
  const { event_action: action, payload, links = [] } = parsed.data;
  return {
    receivedAt: receivedAt.toISOString(),
    by: 'PagerDuty',
    level: action === 'resolve' ? 'resolved' : payload.severity === 'critical' ? 'page' : 'ticket',
    title: payload.summary,
    text: payload.custom_details.firing.trim(),
    links,
  };
};
