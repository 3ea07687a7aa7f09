import type { ChatServer, ChatSocket } from '../sockets/chat-socket.ts';
import { TokenError, verifyToken } from './token.ts';
import type { TokenIssuer } from './token-key.ts';

/** The longest that a timer of Node can wait, in milliseconds: 24.8 days. Whoever stays that long shows the token again. */
const longestTimer = 2 ** 31 - 1;

/** What a client reads in `connect_error`: one sentence, and `data` for its code. */
const refusal = (message: string, code: 'unauthorized') => Object.assign(new Error(`${message}.`), { data: { code } });

const disconnectAtExpiry = (socket: ChatSocket): void => {
  const timer = setTimeout(() => socket.disconnect(), Math.min(socket.data.expiresAt - Date.now(), longestTimer));
  socket.once('disconnect', () => clearTimeout(timer));
};

/** Lets only sockets in that show a token (`auth.token`) in the handshake, for as long as it counts. */
export const checkIdentity = (io: ChatServer, { issuer }: { readonly issuer: TokenIssuer }): void => {
  io.use((socket, next) => {
    verifyToken(socket.handshake.auth.token, issuer).then(
      ({ userId, name, expiresAt }) => {
        socket.data = { person: { userId, name }, expiresAt, seats: [] };
        next();
      },
      (error: unknown) => {
        const message = error instanceof TokenError ? error.message : 'the service could not do it now; try again';
        next(refusal(message, 'unauthorized'));
      },
    );
  });
  io.on('connection', disconnectAtExpiry);
};
