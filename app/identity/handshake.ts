import type { IncomingMessage } from 'node:http';
import type { Log } from '../logging/log.ts';
import type { ChatServer, ChatSocket } from '../sockets/chat-socket.ts';
import { TokenError, verifyToken } from './token.ts';
import type { TokenIssuer } from './token-key.ts';

/** The longest that a timer of Node can wait, in milliseconds: 24.8 days. Whoever stays that long shows the token again. */
const longestTimer = 2 ** 31 - 1;

/** What a client reads in `connect_error`: one sentence as the message, and `data`. */
class HandshakeError extends Error {
  override name = 'HandshakeError';
  readonly data: { readonly code: 'unauthorized' | 'too_many' | 'failed'; readonly retryAfterMs?: number };

  constructor(message: string, data: HandshakeError['data']) {
    super(message);
    this.data = data;
  }
}

const disconnectAtExpiry = (socket: ChatSocket): void => {
  const timer = setTimeout(() => socket.disconnect(), Math.min(socket.data.expiresAt - Date.now(), longestTimer));
  socket.once('disconnect', () => clearTimeout(timer));
};

/**
 * Lets only sockets in that show a token (`auth.token`) in the handshake, for as long as it counts, and not too many of one
 * address.
 * @param options.take counts a handshake; gives milliseconds to wait, 0 if it is let through
 */
export const checkIdentity = (
  io: ChatServer,
  options: {
    readonly issuer: TokenIssuer;
    readonly take: (request: IncomingMessage) => number;
    readonly countRefused: (reason: 'unauthorized' | 'too_many' | 'other') => void;
    readonly log: Log;
  },
): void => {
  const { issuer, take, countRefused, log } = options;

  const identify = async (socket: ChatSocket): Promise<void> => {
    const waitMs = take(socket.request);
    if (waitMs > 0) {
      const message = `Too many came from your address at once; try again in ${Math.ceil(waitMs / 1e3)} s.`;
      throw new HandshakeError(message, { code: 'too_many', retryAfterMs: waitMs });
    }
    const { userId, name, expiresAt } = await verifyToken(socket.handshake.auth.token, issuer);
    // A session that came back may have been another person's, whose token is over.
    const same = socket.recovered && socket.data.person.userId === userId;
    Object.assign(socket.data, { person: { userId, name }, expiresAt, seats: same ? socket.data.seats : [] });
  };

  const refusalOf = (error: unknown): HandshakeError => {
    if (error instanceof HandshakeError) return error;
    if (error instanceof TokenError) {
      log.info(`A handshake was refused: ${error.message}.`);
      return new HandshakeError(`${error.message}.`, { code: 'unauthorized' });
    }
    log.error('A handshake failed.', {}, error);
    return new HandshakeError('The service could not do it now; try again.', { code: 'failed' });
  };

  io.use((socket, next) => {
    identify(socket).then(
      () => next(),
      (error: unknown) => {
        const refusal = refusalOf(error);
        countRefused(refusal.data.code === 'failed' ? 'other' : refusal.data.code);
        next(refusal);
      },
    );
  });
  io.on('connection', disconnectAtExpiry);
};
