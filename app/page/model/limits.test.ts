import { expect, it } from 'vitest';
import { z } from 'zod';
import { nickname } from '../../identity/person.ts';
import { clientEvents } from '../../sockets/protocol.ts';
import { countCharacters, longest } from './limits.ts';
import { createMessageId } from './message-id.ts';

const emoji = (count: number) => '😀'.repeat(count);

it('counts characters as the service does, and allows as many', () => {
  const { send_message } = clientEvents(['I']);
  const takes = (text: string) => send_message.safeParse(['I', 'n', 1, text]).success;
  expect([takes(emoji(longest.message)), takes(emoji(longest.message + 1))]).toEqual([true, false]);
  const names = [longest.name, longest.name + 1].map((count) => nickname.safeParse(emoji(count)).success);
  expect(names).toEqual([true, false]);
  expect(countCharacters(emoji(3))).toBe(3);
});

it('makes ids that the service takes, each another', () => {
  const ids = Array.from({ length: 1_000 }, createMessageId);
  expect(ids.filter((id) => !z.uuidv4().safeParse(id).success)).toEqual([]);
  expect(new Set(ids).size).toBe(1_000);
});
