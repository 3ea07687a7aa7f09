import type { SqlValue } from './database.ts';

/** A message by the id that its sender's client gave it. */
export interface ClientMessage {
  readonly userId: number;
  /** A UUID, of which the sender's other messages have others. */
  readonly clientId: string;
}

const hexOf = (uuid: string): string => uuid.replaceAll('-', '');

/**
 * Notes which messages were sent, for the transaction that stores them. MySQL refuses it (a duplicate key) if one of them was
 * sent before; where another transaction is just storing it, once that one has ended.
 */
export const sentInsert = (
  messages: readonly (ClientMessage & { readonly chatId: number; readonly blocked: boolean })[],
): { readonly sql: string; readonly values: readonly SqlValue[] } => ({
  sql: `INSERT INTO sent_messages (user_id, client_id, chat_id, blocked, createdAt)
    VALUES ${messages.map(() => '(?, UNHEX(?), ?, ?, UTC_TIMESTAMP(3))').join(', ')}`,
  values: messages.flatMap(({ userId, clientId, chatId, blocked }) => [
    userId,
    hexOf(clientId),
    chatId,
    blocked ? 1 : 0,
  ]),
});

/** A row of {@link sentSelect}. */
export interface SentRow {
  readonly chatId: number;
  readonly blocked: 0 | 1;
}

/** Looks what became of a message that was sent before. */
export const sentSelect = ({
  userId,
  clientId,
}: ClientMessage): { readonly sql: string; readonly values: readonly SqlValue[] } => ({
  sql: 'SELECT chat_id AS chatId, blocked FROM sent_messages WHERE user_id = ? AND client_id = UNHEX(?)',
  values: [userId, hexOf(clientId)],
});
