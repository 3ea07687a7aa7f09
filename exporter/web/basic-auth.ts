import { createHmac, randomBytes } from 'node:crypto';
import type { Compare } from './bcrypt.ts';

/** What became of a request's name and password. `busy`: too many others are being compared. */
export type Verdict = 'known' | 'unknown' | 'busy';

/** Judges the Authorization header of a request. */
export type Authenticate = (header: string | undefined, users: ReadonlyMap<string, string>) => Promise<Verdict>;

/** Comparisons that are remembered, right ones and wrong ones. */
const mostRemembered = 100;

/** Comparisons that may wait for their turn; one takes a processor for 50 ms and more. */
const mostWaiting = 20;

const costOf = (hash: string): number => Number(hash.slice(4, 6));

/** The costliest hash of all: an unknown name takes as long as a known one. */
const decoyOf = (users: ReadonlyMap<string, string>): string =>
  [...users.values()].reduce((one, other) => (costOf(other) > costOf(one) ? other : one));

/** Name and password of a header. @see RFC 7617 */
const readHeader = (header: string | undefined): { readonly user: string; readonly password: string } | undefined => {
  const [, encoded] = /^Basic +([A-Za-z0-9+/]+=*) *$/i.exec(header ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const [, user, password] = /^([^:]*):([\s\S]*)$/.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
  return user === undefined || password === undefined ? undefined : { user, password };
};

/**
 * Makes the judge. Comparisons come one after the other, the same one once; their results are remembered by a keyed hash, so
 * that no password stays in memory. With the hash of a user changes what is remembered of it.
 */
export const makeBasicAuth = (compare: Compare): Authenticate => {
  const key = randomBytes(32);
  const remembered = new Map<string, boolean>();
  /** By user, out of reach of those who guess. */
  const right = new Map<string, string>();
  const underWay = new Map<string, Promise<boolean>>();
  let turn: Promise<unknown> = Promise.resolve();

  const remember = (id: string, same: boolean) => {
    const [oldest] = remembered.keys();
    if (remembered.size >= mostRemembered && oldest !== undefined) remembered.delete(oldest);
    remembered.set(id, same);
  };

  const compareOnce = (id: string, password: string, hash: string, user: string | undefined): Promise<boolean> => {
    const mine = turn.then(async () => {
      const same = await compare(password, hash);
      if (same && user !== undefined) right.set(user, id);
      else remember(id, same);
      return same;
    });
    turn = mine.catch(() => {}).finally(() => underWay.delete(id));
    underWay.set(id, mine);
    return mine;
  };

  return async (header, users) => {
    const given = readHeader(header);
    if (given === undefined) return 'unknown';
    const { user, password } = given;
    const hash = users.get(user) ?? decoyOf(users);
    const id = createHmac('sha256', key)
      .update(JSON.stringify([user, hash, password]))
      .digest('base64');
    if (right.get(user) === id && users.has(user)) return 'known';
    const before = remembered.get(id) ?? underWay.get(id);
    if (before === undefined && underWay.size >= mostWaiting) return 'busy';
    // Not after an await: those that come meanwhile must find it under way.
    const same = await (before ?? compareOnce(id, password, hash, users.has(user) ? user : undefined));
    return same && users.has(user) ? 'known' : 'unknown';
  };
};
