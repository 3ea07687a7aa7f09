import { randomUUID } from 'node:crypto';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../test/support/start-app.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';
import { openMoverConnection } from '../retention/connection.ts';
import { runMover } from '../retention/run.ts';
import { createTelemetry } from '../telemetry/telemetry.ts';
import type { Database } from './database.ts';
import { createMessageWriter, type NewMessage } from './message-writer.ts';
import { migrate } from './migrate.ts';
import { openDatabase } from './pool.ts';

const why = { reason: 'badword', rule: 'fuck' };

describe('the writer of messages', () => {
  let mariadb: TestMariadb;
  let mysql: Connection;
  const databases: Database[] = [];
  beforeAll(async () => {
    mariadb = await startMariadb();
    await migrate(mariadb.app);
    mysql = await createConnection(mariadb.app);
  });
  afterAll(async () => {
    for (const database of databases) await database.end(500);
    mysql?.destroy();
    await mariadb?.stop();
  });
  beforeEach(async () => {
    for (const table of ['chatlogs', 'chatlogBackups', 'sent_messages', 'search_outbox']) {
      await mysql.query(`TRUNCATE ${table}`);
    }
  });

  const rows = async (sql: string) => (await mysql.query<RowDataPacket[]>(sql))[0];
  const live = () => rows('SELECT chat_id AS id, user_id AS user, message AS text FROM chatlogs ORDER BY chat_id');
  const outbox = async () => (await rows('SELECT chat_id AS id FROM search_outbox ORDER BY seq')).map(({ id }) => id);

  /** A writer as each worker has one. */
  const open = (indexed = true) => {
    const telemetry = createTelemetry();
    const database = openDatabase(mariadb.app, { size: 4, telemetry, worker: '1' });
    databases.push(database);
    /** Transactions that stored messages, and the messages in them. */
    const stored = async () => {
      const page = await telemetry.registry.metrics();
      const value = (name: string) => Number(page.split(`chat_message_batch_messages_${name} `)[1]?.split('\n')[0]);
      return { transactions: value('count'), messages: value('sum') };
    };
    return { ...createMessageWriter(database, { indexed, telemetry, worker: '1' }), stored };
  };
  /** Sets how far apart the ids are that new connections get, as in a cluster. */
  const setStep = async (step: number) => {
    const admin = await createConnection(mariadb.admin);
    await admin.query(`SET GLOBAL auto_increment_increment = ${step}`);
    await admin.end();
  };
  const message = (text: string, parts: Partial<NewMessage> = {}): NewMessage => ({
    room: 'I',
    userId: 1,
    text,
    ...parts,
  });
  const move = (keepRows: number) =>
    runMover({
      connect: () => openMoverConnection(mariadb.app),
      limits: { keepRows, rooms: [], maxAgeSeconds: 86_400, chunkRows: 100, pauseRatio: 0 },
      indexed: true,
      onChunk: () => {},
      signal: new AbortController().signal,
    });

  it.each([1, 3])('gives each of many messages that come at once its own id, where ids are %i apart', async (step) => {
    await setStep(step);
    const { add, stored } = open();
    const sent = await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        add(message(`m${i}`, { userId: i + 1, ...(i % 2 && { clientId: randomUUID() }) })),
      ),
    );
    const expected = sent.map(({ chatId }, i) => ({ id: chatId, user: i + 1, text: `m${i}` }));
    expect(await live()).toEqual(expected);
    expect(await outbox()).toEqual(expected.map(({ id }) => id));
    expect(await rows('SELECT user_id AS user, chat_id AS id FROM sent_messages ORDER BY user')).toEqual(
      expected.filter(({ user }) => user % 2 === 0).map(({ user, id }) => ({ user, id })),
    );
    const { transactions, messages } = await stored();
    expect(messages).toBe(100);
    expect(transactions).toBeLessThan(5);
    await setStep(1);
  });

  it('stores a message once that is sent again, whatever became of the first', async () => {
    const { add, keepBack } = open();
    const clientId = randomUUID();
    const first = await add(message('hello', { clientId }));
    expect(first).toEqual({ chatId: expect.any(Number), blocked: false });
    const again = { ...first, duplicate: true };
    expect(await add(message('hello', { clientId }))).toEqual(again);
    const newer = await add(message('newer'));
    expect(await move(1)).toBe('done');
    expect(await add(message('hello', { clientId: clientId.toUpperCase() }))).toEqual(again);
    // A list of words may have changed meanwhile.
    expect(await keepBack(message('hello', { clientId }), why)).toEqual(again);
    expect((await live()).map(({ text }) => text)).toEqual(['newer']);
    expect(await rows('SELECT chat_id AS id, reason FROM chatlogBackups')).toEqual([
      { id: first.chatId, reason: null },
    ]);
    // Stored, stored, moved.
    expect(await outbox()).toEqual([first.chatId, newer.chatId, first.chatId]);
  });

  it('keeps a message back once, and never tells the search of it', async () => {
    const { add, keepBack } = open();
    const clientId = randomUUID();
    const first = await keepBack(message('bad', { clientId }), why);
    expect(first).toEqual({ chatId: expect.any(Number), blocked: true });
    expect(await keepBack(message('bad', { clientId }), why)).toEqual({ ...first, duplicate: true });
    expect(await add(message('bad', { clientId }))).toEqual({ ...first, duplicate: true });
    expect(await rows('SELECT chat_id AS id, message, reason, rule FROM chatlogBackups')).toEqual([
      { id: first.chatId, message: 'bad', ...why },
    ]);
    expect([await live(), await outbox()]).toEqual([[], []]);
  });

  it('takes the same id of two people for two messages, and messages without an id for as many as there are', async () => {
    const { add } = open();
    const clientId = randomUUID();
    const sent = await Promise.all([
      add(message('same', { userId: 1, clientId })),
      add(message('same', { userId: 2, clientId })),
      add(message('same', { userId: 3 })),
      add(message('same', { userId: 3 })),
    ]);
    expect(new Set(sent.map(({ chatId }) => chatId)).size).toBe(4);
    expect(sent.some(({ duplicate }) => duplicate)).toBe(false);
  });

  it('stores each message once that is sent to two workers at the same time, and twice to each', async () => {
    const workers = [open(), open()];
    const ids = Array.from({ length: 50 }, () => randomUUID());
    const sent = await Promise.all(
      ids.map((clientId, i) =>
        Promise.all([...workers, ...workers].map(({ add }) => add(message(`m${i}`, { clientId })))),
      ),
    );
    for (const ways of sent) {
      expect(new Set(ways.map(({ chatId }) => chatId)).size).toBe(1);
      expect(ways.filter(({ duplicate }) => duplicate)).toHaveLength(3);
    }
    const stored = sent.map(([first], i) => ({ id: first?.chatId, text: `m${i}` }));
    expect(await rows('SELECT chat_id AS id, message AS text FROM chatlogs ORDER BY LENGTH(message), message')).toEqual(
      stored,
    );
    expect((await outbox()).sort((a, b) => a - b)).toEqual(stored.map(({ id }) => Number(id)).sort((a, b) => a - b));
  });

  it('lets one message that MySQL refuses fail alone', async () => {
    const { add } = open();
    const texts = ['a', 'b', 'x'.repeat(256), 'c', 'd'];
    const sent = await Promise.allSettled(texts.map((text) => add(message(text, { clientId: randomUUID() }))));
    expect(sent.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect((await live()).map(({ text }) => text)).toEqual(['a', 'b', 'c', 'd']);
    expect(await rows('SELECT COUNT(*) AS n FROM sent_messages')).toEqual([{ n: 4 }]);
  });

  it('fails a message alone whose id is held by a transaction that nobody ends', async () => {
    const { add } = open();
    const clientId = randomUUID();
    const holder = await createConnection(mariadb.app);
    await holder.query('START TRANSACTION');
    await holder.query(
      `INSERT INTO sent_messages VALUES (1, UNHEX('${clientId.replaceAll('-', '')}'), 1, 0, UTC_TIMESTAMP(3))`,
    );
    const sent = await Promise.allSettled([
      add(message('first')),
      add(message('held', { clientId })),
      add(message('last', { clientId: randomUUID() })),
    ]);
    expect(sent.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    holder.destroy();
    expect(await add(message('held', { clientId }))).toEqual({ chatId: expect.any(Number), blocked: false });
  });

  it('tells nobody of a search that is left out', async () => {
    const { add } = open(false);
    await add(message('hello', { clientId: randomUUID() }));
    expect(await live()).toHaveLength(1);
    expect(await outbox()).toEqual([]);
  });

  it('fails what waits when MySQL hangs, and stores what comes after', async () => {
    const { add } = open();
    await add(message('before'));
    await mariadb.freeze();
    const sent = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => add(message(`during ${i}`, { clientId: randomUUID() }))),
    );
    mariadb.thaw();
    expect(new Set(sent.map(({ status }) => status))).toEqual(new Set(['rejected']));
    await until('It stores again', () =>
      add(message('after')).then(
        () => true,
        () => false,
      ),
    );
    // The one under way may have come to pass; those that waited never do.
    const texts = (await live()).map(({ text }) => text).filter((text) => text !== 'during 0');
    expect(texts).toEqual(['before', 'after']);
  });
});
