import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../lab/people/random.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';
import { openMoverConnection } from '../retention/connection.ts';
import { runMover } from '../retention/run.ts';
import type { Sent } from './message-writer.ts';
import { migrate } from './migrate.ts';

const kills = 20;
const seed = 4_711;
const people = 40;

/** Messages that must have been stored by a worker that died before it could tell: else the test would show nothing. */
const untold = 5;

const program = join(import.meta.dirname, 'fixtures/writer-process.ts');

/** What a worker tells of a message. */
interface Answer extends Sent {
  readonly clientId: string;
  readonly error?: string;
}

describe(`${kills} kills of the worker that stores messages (seed ${seed}), while the mover takes them away`, () => {
  let mariadb: TestMariadb;
  let mysql: Connection;
  const workers = new Set<ChildProcess>();
  beforeAll(async () => {
    mariadb = await startMariadb();
    await migrate(mariadb.app);
    mysql = await createConnection(mariadb.app);
  });
  afterAll(async () => {
    for (const worker of workers) worker.kill('SIGKILL');
    mysql?.destroy();
    await mariadb?.stop();
  });

  const startWorker = async (): Promise<ChildProcess> => {
    const { host, port, user, password, database } = mariadb.app;
    const worker = fork(program, [host, String(port), user, password, database]);
    workers.add(worker);
    worker.once('exit', () => workers.delete(worker));
    // One per message that waits for its answer.
    worker.setMaxListeners(2 * people);
    await once(worker, 'message');
    return worker;
  };

  /** Sends a message to a worker. @returns undefined if the worker dies before it answers */
  const send = (worker: ChildProcess, message: object & { readonly clientId: string }): Promise<Answer | undefined> =>
    new Promise((resolve) => {
      const end = (answer?: Answer) => {
        worker.off('message', hear).off('exit', die);
        resolve(answer);
      };
      const die = () => end();
      const hear = (answer: Answer) => {
        if (answer.clientId === message.clientId) end(answer);
      };
      worker.on('message', hear).on('exit', die);
      if (worker.connected) worker.send(message, () => {});
      else end();
    });

  /** Moves messages again and again. */
  const moveOn = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      await runMover({
        connect: () => openMoverConnection(mariadb.app),
        limits: { keepRows: 10, rooms: [], maxAgeSeconds: 86_400, chunkRows: 50, pauseRatio: 0 },
        indexed: true,
        onChunk: () => {},
        signal: new AbortController().signal,
      });
      await delay(20);
    }
  };

  it('leave every message that was acknowledged exactly once in live ∪ backup, and no other twice', async () => {
    const random = createRandom(seed);
    const stop = new AbortController();
    let current = await startWorker();
    const acknowledged: (Answer & { readonly text: string })[] = [];

    /** Sends one message after the other, each until it is acknowledged, always with the same id. */
    const talk = async (userId: number): Promise<void> => {
      for (let count = 0; !stop.signal.aborted; count += 1) {
        const message = { room: 'I', userId, text: `${userId} ${count}`, clientId: randomUUID() };
        for (let answer: Answer | undefined; answer === undefined; ) {
          const worker = current;
          answer = await send(worker, message);
          if (answer?.error) throw new Error(answer.error);
          if (answer) acknowledged.push({ ...answer, text: message.text });
          // The next worker takes over in a moment.
          else while (current === worker) await delay(1);
        }
        // Leaves the next worker a little of the machine to start on.
        await delay(5);
      }
    };
    const talking = Array.from({ length: people }, (_, i) => talk(i + 1));
    const moving = moveOn(stop.signal);
    const duplicates = () => acknowledged.filter(({ duplicate }) => duplicate).length;
    // On a busy machine few kills come between a commit and its acknowledgement.
    for (let kill = 0; kill < kills || duplicates() < untold; kill += 1) {
      const next = await startWorker();
      await delay(random.between(0, 60));
      const killed = current;
      killed.kill('SIGKILL');
      await once(killed, 'exit');
      current = next;
    }
    stop.abort();
    await Promise.all([...talking, moving]);

    const [stored] = await mysql.query<RowDataPacket[]>(
      `SELECT chat_id, message FROM chatlogs UNION ALL SELECT chat_id, message FROM chatlogBackups ORDER BY chat_id`,
    );
    const expected = acknowledged.map(({ chatId, text }) => ({ chat_id: chatId, message: text }));
    expect(stored).toEqual(expected.sort((a, b) => a.chat_id - b.chat_id));

    const [[counts]] = await mysql.query<RowDataPacket[]>(
      `SELECT (SELECT COUNT(*) FROM sent_messages) AS sent, (SELECT COUNT(DISTINCT chat_id) FROM search_outbox) AS told,
         (SELECT COUNT(*) FROM chatlogBackups) AS moved`,
    );
    expect(counts).toMatchObject({ sent: stored.length, told: stored.length });
    expect(counts?.moved).toBeGreaterThan(kills * 10);
  }, 180_000);
});
