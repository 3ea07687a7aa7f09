import type { z } from 'zod';

/** A message as a person gets it: what a template has made of a group of alerts. */
export interface Message {
  readonly receivedAt: string;
  readonly by: 'Slack' | 'mail' | 'PagerDuty';
  /** How bad it is, for its colour. */
  readonly level: 'page' | 'ticket' | 'resolved';
  /** What a phone shows first. */
  readonly title: string;
  readonly text: string;
  /** What stands small below it. */
  readonly foot?: string;
  /** The same as HTML, where the message has both. */
  readonly html?: string;
  readonly links: readonly { readonly text: string; readonly href: string }[];
}

/** A message that the service would refuse to which it was sent, for a reason. */
export class MessageError extends Error {
  override name = 'MessageError';
}

/** What is wrong with a body first, and where. */
export const firstIssue = (error: z.ZodError | undefined): string => {
  const issue = error?.issues[0];
  return `${issue?.path.join('.')}: ${issue?.message}`;
};
