import { expect, it } from 'vitest';
import { linesOf } from './lines.ts';
import type { Message } from './message.ts';

const at = (day: number, minute: number) => new Date(2026, 10, day, 12, minute);
const said = (chatId: number, userId: number, time: Date): Message => ({
  chatId,
  userId,
  name: `person ${userId}`,
  mbti: '',
  text: 'x',
  at: time,
});

it('gives each day its date, and names a person again after another one, a pause or a day', () => {
  const messages = [
    said(1, 1, at(1, 0)),
    said(2, 1, at(1, 4)),
    said(3, 2, at(1, 5)),
    said(4, 2, at(1, 30)),
    said(5, 2, at(2, 0)),
  ];
  const unsent = [{ messageId: 'u', room: 'I', text: 'y', state: 'sending' }] as const;
  const lines = linesOf(messages, unsent, 2);
  expect(
    lines.map((line) => (line.kind === 'message' ? [line.key, line.own, line.follows] : [line.kind, line.key])),
  ).toEqual([
    ['day', 'day 1'],
    ['1', false, false],
    ['2', false, true],
    ['3', true, false],
    ['4', true, false],
    ['day', 'day 5'],
    ['5', true, false],
    ['unsent', 'u'],
  ]);
});
