import express, { type Express, type RequestHandler } from 'express';
import { welcomeGuest } from '../identity/guest-route.ts';
import { requirePerson } from '../identity/require-person.ts';
import type { Gates } from '../limits/gates.ts';
import type { Log } from '../logging/log.ts';
import type { Page } from '../page/page-files.ts';
import { pageRoutes } from '../page/page-routes.ts';
import type { ReadHistory } from '../retention/history.ts';
import type { Searches } from '../search/searches.ts';
import { secureHeaders } from '../security/headers.ts';
import { shareWith } from '../security/origins.ts';
import type { Chatlogs } from '../storage/chatlogs.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { readChatlog } from './chatlog-route.ts';
import { answerFailures, answerUnmatched } from './failures.ts';
import { removeOwnMessage } from './removal-route.ts';
import { traceRequests } from './request-metrics.ts';
import { createSearchRoutes } from './search-route.ts';

/** What `/` says to a program; a browser gets the page. */
const welcome = (rooms: readonly string[]) => `This is a chat service. Its clients speak socket.io, over WebSocket only.
POST /auth/guest                  {"name": "..."} makes a guest, and the token for the handshake
GET  /chat/rooms                  the rooms
GET  /chat/chatlog?roomname=...   the last messages of a room: ${rooms.join(', ')}
DELETE /chat/chatlog/<id>         removes a message of one's own
POST /board/search                {"keyword": "..."} finds messages; by other means: /board/likesearch, /board/fulltextsearch
`;

/** The HTTP side of the service. */
export const createHttpApp = (options: {
  readonly rooms: readonly string[];
  readonly page: Page;
  /** How browsers reach it, and whose pages besides its own may. */
  readonly site: { readonly tls: boolean; readonly origins: readonly string[] };
  readonly chatlogs: Chatlogs;
  readonly searches: Searches;
  readonly history: ReadHistory;
  readonly people: Parameters<typeof welcomeGuest>[0];
  readonly gates: Pick<Gates, 'requests' | 'guests' | 'searches'>;
  readonly removal: Parameters<typeof removeOwnMessage>[0];
  readonly telemetry: Telemetry;
  readonly log: Log;
}): Express => {
  const { rooms, page, site, chatlogs, searches, history, people, gates, removal, telemetry, log } = options;
  const app = express();
  app.disable('x-powered-by');
  const listRooms: RequestHandler = (_request, response) => {
    response.json({ result: 'success', rooms });
  };
  const search = createSearchRoutes(searches, { rooms, telemetry });
  const json = express.json({ limit: '10kb' });
  const routes = [
    {
      method: 'POST',
      path: '/auth/guest',
      handlers: [gates.guests, json, welcomeGuest(people)],
    },
    { method: 'GET', path: '/chat/rooms', handlers: [listRooms] },
    { method: 'GET', path: '/chat/chatlog', handlers: [readChatlog(rooms, { chatlogs, history })] },
    {
      method: 'DELETE',
      path: '/chat/chatlog/:chatId',
      handlers: [requirePerson(people.issuer), removeOwnMessage(removal)],
    },
    { method: 'POST', path: '/board/search', handlers: [gates.searches, json, search.elasticsearch] },
    { method: 'POST', path: '/board/likesearch', handlers: [gates.searches, json, search.like] },
    { method: 'POST', path: '/board/fulltextsearch', handlers: [gates.searches, json, search.fulltext] },
  ] as const;
  const pages = pageRoutes(page, welcome(rooms));
  app.use(traceRequests([...pages, ...routes], { telemetry, log }));
  app.use(secureHeaders(site), shareWith(site.origins));
  for (const { path, handler } of pages) app.get(path, handler);
  for (const { method, path, handlers } of routes) {
    if (method === 'GET') app.get(path, gates.requests, ...handlers);
    else if (method === 'POST') app.post(path, gates.requests, ...handlers);
    else app.delete(path, gates.requests, ...handlers);
  }
  app.use(gates.requests, answerUnmatched);
  app.use(answerFailures(log));
  return app;
};
