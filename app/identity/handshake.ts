import type { Gates } from '../limits/gates.ts';
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

/** Ends a socket with its token, and its connection with the socket: nobody else would, and it is of no more use. */
const disconnectAtExpiry = (socket: ChatSocket): void => {
  const timer = setTimeout(() => socket.disconnect(true), Math.min(socket.data.expiresAt - Date.now(), longestTimer));
  socket.once('disconnect', () => {
    clearTimeout(timer);
    socket.conn.close();
  });
};

/**
 * Lets only sockets in that show a token (`auth.token`) in the handshake, for as long as it counts, and not too many of one
 * address or person.
 */
export const checkIdentity = (
  io: ChatServer,
  options: {
    readonly issuer: TokenIssuer;
    readonly gates: Pick<Gates, 'addressOf' | 'handshakes' | 'people'>;
    readonly countRefused: (reason: 'unauthorized' | 'too_many' | 'other') => void;
    readonly log: Log;
  },
): void => {
  const { issuer, gates, countRefused, log } = options;

  const heed = (waitMs: number, what: string): void => {
    if (waitMs === 0) return;
    const message = `${what} at once; try again in ${Math.ceil(waitMs / 1e3)} s.`;
    throw new HandshakeError(message, { code: 'too_many', retryAfterMs: waitMs });
  };

  const identify = async (socket: ChatSocket): Promise<void> => {
    heed(gates.handshakes(socket.request), 'Too many came from your address');
    const { expiresAt, ...person } = await verifyToken(socket.handshake.auth.token, issuer);
    // Else whoever was cut off for sending too much would come back at once, and go on.
    heed(gates.people(person.userId), 'Too much came from you');
    // A session that came back may have been another person's, whose token is over.
    const same = socket.recovered && socket.data.person.userId === person.userId;
    Object.assign(socket.data, { person, expiresAt, seats: same ? socket.data.seats : [] });
  };

  const refusalOf = (error: unknown, { request }: ChatSocket): HandshakeError => {
    if (error instanceof HandshakeError) return error;
    if (error instanceof TokenError) {
      log.info(`A handshake was refused: ${error.message}.`, { 'client.address': gates.addressOf(request) });
      return new HandshakeError(`${error.message}.`, { code: 'unauthorized' });
    }
    log.error('A handshake failed.', {}, error);
    return new HandshakeError('The service could not do it now; try again.', { code: 'failed' });
  };

  io.use((socket, next) => {
    identify(socket).then(
      () => next(),
      (error: unknown) => {
        const refusal = refusalOf(error, socket);
        countRefused(refusal.data.code === 'failed' ? 'other' : refusal.data.code);
        next(refusal);
      },
    );
  });
  io.on('connection', disconnectAtExpiry);
};
