import { expect, it } from 'vitest';
import { createUnsentQueue, type Reply, type Unsent } from './unsent.ts';

/** A queue whose service the test plays: each sending waits for `answer` or `lose`. */
const play = () => {
  const sent: { readonly message: Unsent; readonly answer: (reply: Reply) => void; readonly lose: () => void }[] = [];
  const pauses: { readonly ms: number; readonly end: () => void }[] = [];
  const stored: [text: string, chatId: number][] = [];
  const told: number[] = [];
  let connected = true;
  let ids = 0;
  const queue = createUnsentQueue({
    send: (message) =>
      new Promise((answer, lose) => sent.push({ message, answer, lose: () => lose(new Error('lost')) })),
    connected: () => connected,
    createId() {
      ids += 1;
      return `id ${ids}`;
    },
    wait: (ms) => new Promise((end) => pauses.push({ ms, end })),
    onChange() {},
    onStored: ({ text }, chatId) => stored.push([text, chatId]),
    onPause: (ms) => told.push(ms),
  });
  return {
    queue,
    pauses,
    stored,
    told,
    texts: () => sent.map(({ message }) => message.text),
    messageIds: () => sent.map(({ message }) => message.messageId),
    last() {
      const last = sent.at(-1);
      if (last === undefined) throw new Error('Nothing was sent.');
      return last;
    },
    connect(isConnected: boolean) {
      connected = isConnected;
    },
    states: () => queue.of('I').map(({ text, state }) => [text, state]),
    /** Lets the queue see the answer. */
    settle: () => new Promise((resolve) => setImmediate(resolve)),
  };
};

it('sends one after the other, in the order in which they were written', async () => {
  const game = play();
  game.queue.add('I', 'one');
  game.queue.add('I', 'two');
  expect(game.texts()).toEqual(['one']);
  game.last().answer({ ok: true, chatId: 5 });
  await game.settle();
  expect(game.texts()).toEqual(['one', 'two']);
  expect(game.states()).toEqual([['two', 'sending']]);
  expect(game.stored).toEqual([['one', 5]]);
});

it('sends what was lost with the connection again, by the same id, after the next one', async () => {
  const game = play();
  game.queue.add('I', 'one');
  game.connect(false);
  game.last().lose();
  await game.settle();
  game.queue.add('I', 'two');
  expect(game.states()).toEqual([
    ['one', 'sending'],
    ['two', 'sending'],
  ]);
  game.connect(true);
  game.queue.resume();
  game.last().answer({ ok: true, chatId: 5 });
  await game.settle();
  expect(game.texts()).toEqual(['one', 'one', 'two']);
  expect(game.messageIds()).toEqual(['id 1', 'id 1', 'id 2']);
});

it('leaves one without an answer to the person, and to the next connection', async () => {
  const game = play();
  game.queue.add('I', 'one');
  game.last().lose();
  await game.settle();
  expect(game.states()).toEqual([['one', 'failed']]);
  game.queue.retry('id 1');
  game.last().answer({ ok: false, code: 'failed', message: '' });
  await game.settle();
  expect(game.states()).toEqual([['one', 'failed']]);
  game.queue.resume();
  game.last().answer({ ok: true, chatId: 9 });
  await game.settle();
  expect(game.states()).toEqual([]);
  expect(game.messageIds()).toEqual(['id 1', 'id 1', 'id 1']);
});

it('waits as long as the service says when it takes no more, and then goes on with the same one', async () => {
  const game = play();
  game.queue.add('I', 'one');
  game.last().answer({ ok: false, code: 'too_many', message: '', retryAfterMs: 1_234 });
  await game.settle();
  game.queue.add('I', 'two');
  expect(game.texts()).toEqual(['one']);
  expect(game.pauses.map(({ ms }) => ms)).toEqual([1_234]);
  game.pauses[0]?.end();
  await game.settle();
  expect(game.told).toEqual([1_234, 0]);
  expect(game.messageIds()).toEqual(['id 1', 'id 1']);
});

it.each(['blocked', 'invalid'])('never sends a %s one again, and goes on with the next', async (code) => {
  const game = play();
  game.queue.add('I', 'one');
  game.queue.add('I', 'two');
  game.last().answer({ ok: false, code, message: '' });
  await game.settle();
  expect(game.states()).toEqual([
    ['one', code],
    ['two', 'sending'],
  ]);
  game.last().answer({ ok: true, chatId: 6 });
  await game.settle();
  game.queue.resume();
  expect(game.texts()).toEqual(['one', 'two']);
  game.queue.dismiss('id 1');
  expect(game.states()).toEqual([]);
});

it('does not show beside the message that the room was told', async () => {
  const game = play();
  game.queue.add('I', 'same');
  game.queue.add('I', 'same');
  game.queue.heard('E', 'same');
  expect(game.states()).toHaveLength(2);
  game.queue.heard('I', 'same');
  expect(game.states()).toEqual([['same', 'sending']]);
  game.last().answer({ ok: true, chatId: 7 });
  await game.settle();
  expect(game.states()).toEqual([['same', 'sending']]);
});

it('forgets what waits when the person leaves', async () => {
  const game = play();
  game.queue.add('I', 'one');
  game.queue.add('I', 'two');
  game.queue.clear();
  game.last().answer({ ok: false, code: 'failed', message: '' });
  await game.settle();
  game.queue.resume();
  expect(game.states()).toEqual([]);
  expect(game.texts()).toEqual(['one']);
});

it('asks the person, under a new session, about what the old one may have brought there', async () => {
  const game = play();
  game.queue.add('I', 'one');
  game.queue.add('I', 'two');
  game.connect(false);
  game.last().lose();
  await game.settle();
  game.queue.endSession();
  game.connect(true);
  game.queue.resume();
  expect(game.states()).toEqual([
    ['one', 'unsure'],
    ['two', 'sending'],
  ]);
  expect(game.texts()).toEqual(['one', 'two']);
});
