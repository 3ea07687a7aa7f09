import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { RequestError } from '../http/failures.ts';
import type { Take } from './limit.ts';

/** Answers 429 to requests of an address that sent too many, with the seconds to wait in `Retry-After`. */
export const limitRequests =
  (take: Take, addressOf: (request: IncomingMessage) => string): RequestHandler =>
  (request, response, next) => {
    const waitMs = take(addressOf(request));
    if (waitMs === 0) return next();
    const seconds = Math.ceil(waitMs / 1e3);
    response.setHeader('retry-after', String(seconds));
    throw new RequestError(`Too much came from your address at once; try again in ${seconds} s.`, 429);
  };
