import { z } from 'zod';
import { firstIssue, type Message, MessageError } from './message.ts';

const address = z.url({ protocol: /^https?$/ });

/** @see https://docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments */
const attachment = z.strictObject({
  fallback: z.string().min(1),
  callback_id: z.string(),
  color: z.union([z.enum(['good', 'warning', 'danger']), z.string().regex(/^#[0-9a-f]{6}$/i)]),
  title: z.string().min(1),
  title_link: address,
  text: z.string(),
  footer: z.string().max(300),
  mrkdwn_in: z.array(z.enum(['pretext', 'text', 'fields'])),
  /** Slack shows no more than five buttons. */
  actions: z
    .array(z.object({ type: z.literal('button'), text: z.string().min(1).max(30), url: address.max(3_000) }))
    .max(5),
});

/** What an incoming webhook takes. @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
const body = z.strictObject({
  channel: z.string().min(1).optional(),
  username: z.string().optional(),
  attachments: z.array(attachment).length(1),
});

const levels: Readonly<Record<string, Message['level']>> = { good: 'resolved', danger: 'page' };

/** Slack's escapes, read as it shows them. */
const shown = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** Text as Slack takes it: its three signs stand only in what it understands, links and escapes. */
const readText = (text: string): string => {
  const rest = text.replace(/<https?:[^<>|]+(\|[^<>]*)?>|&(?:amp|lt|gt);/g, '');
  if (/[<>&]/.test(rest)) throw new MessageError('invalid_payload');
  return shown(text);
};

/**
 * Reads what Alertmanager posts to a Slack webhook.
 * @throws MessageError with Slack's own word for it where Slack would refuse or garble the body
 */
export const parseSlack = (text: string, receivedAt: Date): Message => {
  const parsed = body.safeParse(JSON.parse(text));
  const found = parsed.data?.attachments[0];
  if (found === undefined) throw new MessageError(`invalid_attachments (${firstIssue(parsed.error)})`);
  return {
    receivedAt: receivedAt.toISOString(),
    by: 'Slack',
    level: levels[found.color] ?? 'ticket',
    title: readText(found.title),
    text: readText(found.text).trim(),
    foot: readText(found.footer),
    links: found.actions.map(({ text, url }) => ({ text, href: url })),
  };
};
