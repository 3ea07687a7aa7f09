import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { ReadHistory } from '../retention/history.ts';
import type { Chatlogs } from '../storage/chatlogs.ts';
import { RequestError } from './failures.ts';
import { largestId, wholeNumber } from './whole-number.ts';

/** Messages of one answer: as many as FunGap gives, and the most that a client may ask for. */
const limits = { usual: 50, most: 200 };

/** A day (its first moment, UTC) or a moment, as ISO 8601 writes them. */
const moment = (name: string) =>
  z
    .string(`${name} must be given once`)
    .refine(
      (text) => z.union([z.iso.date(), z.iso.datetime({ offset: true })]).safeParse(text).success,
      `${name} must be a day as 2026-11-01 or a moment as 2026-11-01T09:00:00Z`,
    )
    .transform((text) => new Date(text));

/**
 * GET /chat/chatlog?roomname=I&limit=50: the last live messages of a room, the oldest first. With `after` or `before` (ids), `from`
 * or `to` (times, the latter exclusive): a stretch of all its messages, those in the backup too; the next page follows by
 * `after` the last id, the one before by `before` the first.
 */
export const readChatlog = (
  rooms: readonly string[],
  { chatlogs, history }: { readonly chatlogs: Pick<Chatlogs, 'read'>; readonly history: ReadHistory },
): RequestHandler => {
  const query = z.object({
    roomname: z
      .string('roomname must be given once')
      .refine((name) => rooms.includes(name), `roomname must be one of ${rooms.join(', ')}`),
    after: wholeNumber('after', largestId).optional(),
    before: wholeNumber('before', largestId).optional(),
    from: moment('from').optional(),
    to: moment('to').optional(),
    limit: wholeNumber('limit', limits.most).default(limits.usual),
  });
  return async (request, response) => {
    const parsed = query.safeParse(request.query);
    if (!parsed.success) throw new RequestError(`${parsed.error.issues[0]?.message}.`);
    const { roomname, limit, after, before, from, to } = parsed.data;
    const stretch = {
      ...(after !== undefined && { after }),
      ...(before !== undefined && { before }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    };
    const plain = Object.keys(stretch).length === 0;
    const rows = await (plain ? chatlogs.read(roomname, limit) : history(roomname, { ...stretch, limit }));
    response.json({ result: 'success', chatlogs: rows });
  };
};
