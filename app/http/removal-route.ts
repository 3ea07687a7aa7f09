import type { RequestHandler } from 'express';
import { personOf } from '../identity/require-person.ts';
import type { RemoveMessage } from '../storage/removal.ts';
import { RequestError } from './failures.ts';
import { largestId, wholeNumber } from './whole-number.ts';

const id = wholeNumber('the id of the message', largestId);

/**
 * DELETE /chat/chatlog/:chatId: removes a message of the person whose token the request carries, and tells its room. Who asks
 * for another's message learns no more than that it is not theirs.
 */
export const removeOwnMessage =
  (options: {
    readonly remove: RemoveMessage;
    readonly announceRemoval: (room: string, chatId: number) => void;
  }): RequestHandler =>
  async (request, response) => {
    const chatId = id.safeParse(request.params.chatId);
    if (!chatId.success) throw new RequestError(`${chatId.error.issues[0]?.message}.`);
    const room = await options.remove(chatId.data, personOf(response).userId);
    if (room === undefined) throw new RequestError('You have no message with this id.', 404);
    options.announceRemoval(room, chatId.data);
    response.json({ result: 'success' });
  };
