import { io, type Socket } from 'socket.io-client';
import type { Person } from '../../app/identity/person.ts';
import { signToken } from '../../app/identity/token.ts';
import { readTokenIssuer, type TokenIssuer } from '../../app/identity/token-key.ts';
import { appUrl } from '../../config/app-url.ts';
import type { Config } from '../../config/load-config.ts';

/** Where the app lets people in, and who vouches for them. */
export interface Door {
  readonly url: string;
  readonly issuer: TokenIssuer;
}

/** Seconds that a token is taken: a few more than the check may last. */
const tokenSeconds = 600;

/** Comes in as a person; leaves when the signal aborts. */
export const connect = async (door: Door, person: Person, signal: AbortSignal): Promise<Socket> => {
  const auth = { token: (await signToken(person, door.issuer, tokenSeconds)).token };
  const socket = io(door.url, { transports: ['websocket'], forceNew: true, reconnection: false, auth });
  signal.addEventListener('abort', () => socket.disconnect(), { once: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return socket;
};

/** The door of the app of this configuration. */
export const doorOf = async (config: Config): Promise<Door> => ({
  url: appUrl(config),
  issuer: await readTokenIssuer(config, process.env),
});
