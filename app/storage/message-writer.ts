import { register } from '../../metrics/prom-client.ts';
import { chatMetrics } from '../metrics.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { createBatches } from './batches.ts';
import type { Database, Session } from './database.ts';
import { isDuplicate, isRefused } from './mysql-error.ts';
import { outboxInsert } from './outbox.ts';
import { type SentRow, sentInsert, sentSelect } from './sent-messages.ts';

/** A message that somebody sent. */
export interface NewMessage {
  readonly room: string;
  readonly userId: number;
  readonly text: string;
  /** A UUID by which its sender may send it again; absent where the client knows no such thing. */
  readonly clientId?: string;
}

/** What became of a message. */
export interface Sent {
  readonly chatId: number;
  readonly blocked: boolean;
  /** There where it was sent before: nothing was stored now, and this is what became of it then. */
  readonly duplicate?: true;
}

/** Why a message is kept back, and by which rule. */
interface Why {
  readonly reason: string;
  readonly rule: string;
}

/** Stores messages, each once for its client's id. */
export interface MessageWriter {
  /** Stores a message among the live ones, where people and the search see it. */
  readonly add: (message: NewMessage) => Promise<Sent>;
  /** Stores a message apart, where only administrators look. */
  readonly keepBack: (message: NewMessage, why: Why) => Promise<Sent>;
}

/** Milliseconds that a message waits for those before it; a little less than a person waits for an answer. */
const waitMs = 2_000;

/** A transaction holds up to 128 messages: where MySQL or its disk takes 100 ms for each, that still is a thousand a second. */
const limits = { most: 128, waiting: 1_000, waitMs, mayRepeat: isRefused };

/** Messages of one statement up to which any number will do; beyond, powers of two: MySQL keeps each statement that it has prepared. */
const mostOfAnyNumber = 16;

/** Parts of a list, in order, of sizes for which statements are prepared. */
const portions = <T>(list: readonly T[]): (readonly T[])[] => {
  const { length } = list;
  if (length <= mostOfAnyNumber) return length === 0 ? [] : [list];
  const size = 2 ** Math.floor(Math.log2(length));
  return [list.slice(0, size), ...portions(list.slice(size))];
};

/** Stores messages as live ones, by one statement, and gives their ids, which are in their order. */
const insertLive = async ({ run, rows }: Session, messages: readonly NewMessage[]): Promise<number[]> => {
  const first = await run(
    `INSERT INTO chatlogs (user_id, room_name, message, createdAt, updatedAt)
     VALUES ${messages.map(() => '(?, ?, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))').join(', ')}`,
    messages.flatMap(({ userId, room, text }) => [userId, room, text]),
  );
  if (messages.length === 1) return [first];
  // Ids of one INSERT are a step apart. Asked each time, as a Galera cluster changes the step with its size.
  const [settings] = await rows<{ step: number }>('SELECT @@auto_increment_increment AS step');
  return messages.map((_, place) => first + place * (settings?.step ?? 1));
};

const noteSent = async (
  { run }: Session,
  messages: readonly NewMessage[],
  ids: readonly number[],
  blocked: boolean,
) => {
  const named = messages.flatMap(({ userId, clientId }, place) => {
    const chatId = ids[place];
    return clientId === undefined || chatId === undefined ? [] : [{ userId, clientId, chatId, blocked }];
  });
  for (const portion of portions(named)) {
    const { sql, values } = sentInsert(portion);
    await run(sql, values);
  }
};

/**
 * Writes to the tables `chatlogs` and `chatlogBackups`. Messages that come together are stored together.
 * @param options.indexed whether the search is told of them
 */
export const createMessageWriter = (
  database: Database,
  options: { readonly indexed: boolean; readonly telemetry: Telemetry; readonly worker: string },
): MessageWriter => {
  const { indexed, telemetry, worker } = options;
  const batchSize = register(telemetry.registry, chatMetrics.messageBatch);
  const waiting = register(telemetry.registry, chatMetrics.messagesWaiting);

  const store = async (messages: readonly NewMessage[]): Promise<Sent[]> => {
    const ids = await database.transaction(async (session) => {
      const all: number[] = [];
      for (const portion of portions(messages)) {
        const stored = await insertLive(session, portion);
        await noteSent(session, portion, stored, false);
        if (indexed) {
          const { sql, values } = outboxInsert(stored);
          await session.run(sql, values);
        }
        all.push(...stored);
      }
      return all;
    });
    batchSize.observe({}, messages.length);
    return ids.map((chatId) => ({ chatId, blocked: false }));
  };

  const storeApart = (message: NewMessage, { reason, rule }: Why): Promise<Sent> =>
    database.transaction(async (session) => {
      // The id comes from chatlogs, so that both tables share one order; the row is gone before anybody can see it.
      const [chatId = 0] = await insertLive(session, [message]);
      await session.run(
        `INSERT INTO chatlogBackups (chat_id, user_id, room_name, message, createdAt, updatedAt, reason, rule)
         SELECT chat_id, user_id, room_name, message, createdAt, updatedAt, ?, ? FROM chatlogs WHERE chat_id = ?`,
        [reason, rule, chatId],
      );
      await session.run('DELETE FROM chatlogs WHERE chat_id = ?', [chatId]);
      await noteSent(session, [message], [chatId], true);
      return { chatId, blocked: true };
    });

  /** What became of a message that could not be stored because it was sent before. @throws `error` if that is not why */
  const recall = async ({ userId, clientId }: NewMessage, error: unknown): Promise<Sent> => {
    if (clientId === undefined || !isDuplicate(error)) throw error;
    const { sql, values } = sentSelect({ userId, clientId });
    const [sent] = await database.rows<SentRow>(sql, values);
    if (!sent) throw error;
    return { chatId: sent.chatId, blocked: sent.blocked === 1, duplicate: true };
  };

  const batches = createBatches<NewMessage, Sent>((messages) => {
    const [message] = messages;
    const stored = store(messages);
    return message && messages.length === 1
      ? stored.catch(async (error: unknown) => [await recall(message, error)])
      : stored;
  }, limits);
  telemetry.beforeCollect(() => waiting.set({ worker }, batches.waiting()));
  return {
    add: batches.add,
    keepBack: (message, why) => storeApart(message, why).catch((error: unknown) => recall(message, error)),
  };
};
