import { randomUUID } from 'node:crypto';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp, until } from '../../test/support/start-app.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';

const author = { userId: 7, name: '일곱' };

interface Reply {
  readonly ok: boolean;
  readonly chatId?: number;
  readonly duplicate?: true;
  readonly code?: string;
}

describe('sending', () => {
  let mariadb: TestMariadb;
  let app: TestApp;
  let mysql: Connection;
  /** The author's and another's sockets, some on each worker. */
  let mine: Socket[];
  let theirs: Socket[];
  beforeAll(async () => {
    mariadb = await startMariadb();
    app = await startApp({ mysqlPort: mariadb.port, mysqlPasswordFile: mariadb.appPasswordFile });
    mysql = await createConnection(mariadb.app);
    mine = await Promise.all(Array.from({ length: 4 }, () => app.connect(author)));
    theirs = await Promise.all(Array.from({ length: 4 }, () => app.connect({ userId: 8, name: 'eight' })));
    const page = await app.metrics();
    for (const worker of ['1', '2'])
      expect(page).toMatch(new RegExp(`^chat_sockets\\{worker="${worker}"\\} [1-9]`, 'm'));
    for (const socket of [...mine, ...theirs]) await socket.emitWithAck('join_room', 'I');
  });
  afterAll(async () => {
    await mysql?.end();
    await app?.stop();
    await mariadb?.stop();
  });

  const rows = async (sql: string, values: string[] = []) => (await mysql.execute<RowDataPacket[]>(sql, values))[0];
  const send = (socket: Socket | undefined, text: string, id?: unknown, room = 'I'): Promise<Reply> => {
    if (!socket) throw new Error('There is no such socket.');
    return socket.timeout(10_000).emitWithAck('send_message', room, 'n', 1, text, null, null, id);
  };
  const counted = async (outcome: string) =>
    Number((await app.metrics()).split(`chat_messages_total{room="I",outcome="${outcome}"} `)[1]?.split('\n')[0]);
  /** What all sockets of the other hear of an event until, as the last, they hear a fence that is sent after it. */
  const hearing = async (event: string, work: () => Promise<void>): Promise<unknown[][][]> => {
    const heard = theirs.map((): unknown[][] => []);
    const listeners = theirs.map((socket, place) => {
      const listener = (name: string, ...args: unknown[]) => {
        if (name === event || args[3] === 'fence') heard[place]?.push(args);
      };
      socket.onAny(listener);
      return () => socket.offAny(listener);
    });
    await work();
    // One from each worker, whose broadcasts have no common order.
    for (const socket of mine) await send(socket, 'fence');
    const fences = (all: unknown[][]) => all.filter((args) => args[3] === 'fence').length;
    await until('All hear the fence', async () => heard.every((all) => fences(all) === mine.length));
    for (const stop of listeners) stop();
    return heard.map((all) => all.filter((args) => args[3] !== 'fence'));
  };

  it('stores a message once that is sent again, to whichever worker, and broadcasts it once from each at most', async () => {
    const before = { stored: await counted('stored'), duplicate: await counted('duplicate') };
    const id = randomUUID();
    const replies: Reply[] = [];
    const heard = await hearing('receive_message', async () => {
      for (const socket of mine) replies.push(await send(socket, 'once', id));
    });
    const [{ chatId } = {}] = replies;
    expect(replies).toMatchObject([{ ok: true }, ...Array(3).fill({ ok: true, chatId, duplicate: true })]);
    expect(replies[0]).not.toHaveProperty('duplicate');
    for (const all of heard) {
      // Nobody knows of another worker whether it lived long enough to tell.
      expect([1, 2]).toContain(all.length);
      expect(new Set(all.map((args) => JSON.stringify(args)))).toEqual(
        new Set([JSON.stringify(['I', '일곱', 7, 'once', '', '', chatId])]),
      );
    }
    expect(await rows("SELECT chat_id FROM chatlogs WHERE message = 'once'")).toEqual([{ chat_id: chatId }]);
    expect(await counted('duplicate')).toBe(before.duplicate + 3);
    expect(await counted('stored')).toBe(before.stored + 1 + mine.length);
  });

  it('stores a message once that is sent to all workers at the same time', async () => {
    const ids = Array.from({ length: 10 }, () => randomUUID());
    const replies = await Promise.all(ids.flatMap((id) => mine.map((socket) => send(socket, 'at once', id))));
    expect(replies.every(({ ok }) => ok)).toBe(true);
    expect(replies.filter(({ duplicate }) => !duplicate)).toHaveLength(ids.length);
    expect(await rows("SELECT COUNT(*) AS n FROM chatlogs WHERE message = 'at once'")).toEqual([{ n: ids.length }]);
  });

  it('blocks a message again that is sent again', async () => {
    const id = randomUUID();
    for (const socket of mine) {
      expect(await send(socket, 'what the fuck', id)).toMatchObject({ ok: false, code: 'blocked' });
    }
    expect(await rows("SELECT reason FROM chatlogBackups WHERE message = 'what the fuck'")).toEqual([
      { reason: 'badword' },
    ]);
  });

  it("takes another's message for another one, though it has the same id", async () => {
    const id = randomUUID();
    const [first, second] = [await send(mine[0], 'the same', id), await send(theirs[0], 'the same', id)];
    expect(first).not.toHaveProperty('duplicate');
    expect(second).not.toHaveProperty('duplicate');
    expect(second.chatId).not.toBe(first.chatId);
  });

  it.each([['7'], ['not a UUID'], [7], [{}]])('refuses %j as the id of a message', async (id) => {
    expect(await send(mine[0], 'hello', id)).toMatchObject({
      ok: false,
      code: 'invalid',
      message: 'message id must be a UUID',
    });
  });

  it('broadcasts what is sent to one worker in the order of ids', async () => {
    const sender = mine[0];
    const heard = await hearing('receive_message', async () => {
      await Promise.all(Array.from({ length: 100 }, (_, i) => send(sender, `m${i}`, randomUUID())));
    });
    for (const all of heard) {
      expect(all.map((args) => args[3])).toEqual(Array.from({ length: 100 }, (_, i) => `m${i}`));
      const ids = all.map((args) => Number(args[6]));
      expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    }
  });

  const remove = async (id: unknown, token?: string) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(`${app.url}/chat/chatlog/${id}`, { method: 'DELETE', headers });
    return { status: response.status, body: await response.json() };
  };
  const history = async () => {
    const pages = await Promise.all(
      ['', '&after=0'].map(async (stretch) =>
        (await fetch(`${app.url}/chat/chatlog?roomname=I&limit=200${stretch}`)).text(),
      ),
    );
    return pages.join();
  };

  it("removes a person's own message, tells everybody in its room, and shows it to nobody any more", async () => {
    const id = randomUUID();
    const { chatId } = await send(mine[0], 'to be regretted', id);
    expect(await history()).toContain('to be regretted');
    const heard = await hearing('message_removed', async () => {
      expect(await remove(chatId, await app.token(author))).toEqual({ status: 200, body: { result: 'success' } });
    });
    for (const all of heard) expect(all).toEqual([['I', chatId]]);
    expect(await history()).not.toContain('to be regretted');
    expect(await rows('SELECT message, reason FROM chatlogBackups WHERE chat_id = ?', [String(chatId)])).toEqual([
      { message: 'to be regretted', reason: 'removed' },
    ]);
    const again = await hearing('receive_message', async () => {
      for (const socket of mine) {
        expect(await send(socket, 'to be regretted', id)).toMatchObject({ ok: true, chatId, duplicate: true });
      }
    });
    expect(again.flat()).toEqual([]);
    expect(await history()).not.toContain('to be regretted');
    expect(await remove(chatId, await app.token(author))).toMatchObject({ status: 404 });
  });

  it('refuses to remove what is not theirs, and who shows no token', async () => {
    const { chatId } = await send(mine[0], 'to stay');
    const heard = await hearing('message_removed', async () => {
      expect(await remove(chatId)).toMatchObject({ status: 401, body: { errorMessage: 'a token is needed.' } });
      const other = await app.token({ userId: 8 });
      const refusal = { status: 404, body: { errorMessage: 'You have no message with this id.' } };
      expect(await remove(chatId, other)).toMatchObject(refusal);
      expect(await remove(Number(chatId) + 1_000_000, other)).toMatchObject(refusal);
      expect(await remove('1;DROP', other)).toMatchObject({
        status: 400,
        body: { errorMessage: 'the id of the message must be a whole number.' },
      });
    });
    for (const all of heard) expect(all).toEqual([]);
    expect(await history()).toContain('to stay');
  });

  it('leaves no work for a search that is left out', async () => {
    expect(await rows('SELECT COUNT(*) AS n FROM search_outbox')).toEqual([{ n: 0 }]);
  });
});
