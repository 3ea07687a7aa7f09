import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { Chatlogs } from '../storage/chatlogs.ts';
import { RequestError } from './failures.ts';

/** Messages of one answer: as many as FunGap gives, and the most that a client may ask for. */
const limits = { usual: 50, most: 200 };

/** Ids beyond this are not exact as numbers, and no table gets there. */
const largestId = Number.MAX_SAFE_INTEGER;

const whole = (name: string, most: number) =>
  z
    .string(`${name} must be given once`)
    .regex(/^\d{1,16}$/, `${name} must be a whole number`)
    .transform(Number)
    .refine((value) => value <= most, `${name} must be at most ${most}`);

/**
 * GET /chat/chatlog?roomname=I&after=17&limit=50: live messages of a room, the oldest first: those after an id, or without
 * `after` the last ones.
 */
export const readChatlog = (rooms: readonly string[], chatlogs: Pick<Chatlogs, 'read'>): RequestHandler => {
  const query = z.object({
    roomname: z
      .string('roomname must be given once')
      .refine((name) => rooms.includes(name), `roomname must be one of ${rooms.join(', ')}`),
    after: whole('after', largestId).optional(),
    limit: whole('limit', limits.most).default(limits.usual),
  });
  return async (request, response) => {
    const parsed = query.safeParse(request.query);
    if (!parsed.success) throw new RequestError(`${parsed.error.issues[0]?.message}.`);
    const { roomname, after, limit } = parsed.data;
    const rows = await chatlogs.read(roomname, { limit, ...(after !== undefined && { after }) });
    response.json({ result: 'success', chatlogs: rows });
  };
};
