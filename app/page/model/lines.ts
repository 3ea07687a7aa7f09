import type { Message } from './message.ts';
import type { Unsent } from './unsent.ts';

/** A line of the log. The key stays the same as long as it is the same line. */
export type Line =
  | { readonly kind: 'day'; readonly key: string; readonly at: Date }
  | {
      readonly kind: 'message';
      readonly key: string;
      readonly message: Message;
      readonly own: boolean;
      /** Said by the same person soon after the line before: the name need not be shown again. */
      readonly follows: boolean;
    }
  | { readonly kind: 'unsent'; readonly key: string; readonly unsent: Unsent };

/** Milliseconds within which what one person says is shown as one. */
const togetherMs = 5 * 60_000;

const dayOf = (at: Date): string => `${at.getFullYear()}-${at.getMonth()}-${at.getDate()}`;

/** The lines that a room's log consists of: its messages, each day under its date, and behind them what is on its way. */
export const linesOf = (messages: readonly Message[], unsent: readonly Unsent[], ownId: number): Line[] => {
  const lines: Line[] = [];
  let before: Message | undefined;
  for (const message of messages) {
    const sameDay = before !== undefined && dayOf(before.at) === dayOf(message.at);
    if (!sameDay) lines.push({ kind: 'day', key: `day ${message.chatId}`, at: message.at });
    const follows =
      sameDay &&
      before?.userId === message.userId &&
      before.name === message.name &&
      message.at.getTime() - before.at.getTime() < togetherMs;
    lines.push({ kind: 'message', key: `${message.chatId}`, message, own: message.userId === ownId, follows });
    before = message;
  }
  return [...lines, ...unsent.map((one) => ({ kind: 'unsent', key: one.messageId, unsent: one }) as const)];
};
