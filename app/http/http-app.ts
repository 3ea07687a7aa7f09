import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import type { Log } from '../logging/log.ts';
import type { ReadHistory } from '../retention/history.ts';
import type { Chatlogs } from '../storage/chatlogs.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { readChatlog } from './chatlog-route.ts';
import { answerFailures, answerUnmatched } from './failures.ts';
import { traceRequests } from './request-metrics.ts';
import { searchByLike } from './search-route.ts';

/** What `/` says to a person who looks there with a browser. */
const welcome = (rooms: readonly string[]) => `This is a chat service. Its clients speak socket.io, over WebSocket only.
GET  /chat/chatlog?roomname=...   the last messages of a room: ${rooms.join(', ')}
POST /board/likesearch            {"keyword": "..."} finds messages
`;

/** The HTTP side of the service. */
export const createHttpApp = (options: {
  readonly rooms: readonly string[];
  readonly chatlogs: Chatlogs;
  readonly history: ReadHistory;
  readonly telemetry: Telemetry;
  readonly log: Log;
}): Express => {
  const { rooms, chatlogs, history, telemetry, log } = options;
  const app = express();
  app.disable('x-powered-by');
  const greet: RequestHandler = (_request, response) => {
    response.type('text/plain').send(welcome(rooms));
  };
  const routes = [
    { method: 'GET', path: '/', handlers: [greet] },
    { method: 'GET', path: '/chat/chatlog', handlers: [readChatlog(rooms, { chatlogs, history })] },
    {
      method: 'POST',
      path: '/board/likesearch',
      handlers: [express.json({ limit: '10kb' }), searchByLike(chatlogs, telemetry)],
    },
  ] as const;
  app.use(traceRequests(routes, { telemetry, log }));
  app.use(helmet());
  for (const { method, path, handlers } of routes) {
    if (method === 'GET') app.get(path, ...handlers);
    else app.post(path, ...handlers);
  }
  app.use(answerUnmatched);
  app.use(answerFailures(log));
  return app;
};
