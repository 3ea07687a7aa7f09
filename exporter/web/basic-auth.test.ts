import { hashSync } from 'bcryptjs';
import { expect, it } from 'vitest';
import { makeBasicAuth } from './basic-auth.ts';
import { compareInThread } from './bcrypt.ts';

const header = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

const users = new Map([
  ['ann', hashSync('secret', 4)],
  ['bob', hashSync('pass:wörd', 5)],
]);

/** Counts what is compared; compares by itself where it is not told how. */
const watch = (compare = compareInThread) => {
  const hashes: string[] = [];
  const authenticate = makeBasicAuth((password, hash) => {
    hashes.push(hash);
    return compare(password, hash);
  });
  return { hashes, authenticate };
};

it.each([
  [header('ann', 'secret'), 'known'],
  [header('bob', 'pass:wörd'), 'known'],
  [header('ann', 'Secret'), 'unknown'],
  [header('ann', ''), 'unknown'],
  [header('carl', 'secret'), 'unknown'],
  [header('', ''), 'unknown'],
  [undefined, 'unknown'],
  ['', 'unknown'],
  ['Bearer abc', 'unknown'],
  ['Basic !', 'unknown'],
  [`Basic ${Buffer.from('ann').toString('base64')}`, 'unknown'],
])('judges %s: %s', async (value, verdict) => {
  const { authenticate } = watch();
  expect(await authenticate(value, users)).toBe(verdict);
});

it('takes hashes as htpasswd writes them', async () => {
  const { authenticate } = watch();
  const written = new Map([['ann', (users.get('ann') ?? '').replace('$2b$', '$2y$')]]);
  expect(await authenticate(header('ann', 'secret'), written)).toBe('known');
});

it('compares the same once, right or wrong, also at the same time; and anew after the hash has changed', async () => {
  const { hashes, authenticate } = watch();
  for (const password of ['secret', 'wrong']) {
    const many = Array.from({ length: 20 }, () => authenticate(header('ann', password), users));
    expect(new Set(await Promise.all(many)).size).toBe(1);
    await authenticate(header('ann', password), users);
  }
  expect(hashes).toHaveLength(2);
  expect(await authenticate(header('ann', 'secret'), new Map([['ann', hashSync('other', 4)]]))).toBe('unknown');
  expect(hashes).toHaveLength(3);
});

it('keeps a door for who was let in, however many guess', async () => {
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const known = users.get('ann') ?? '';
  const { hashes, authenticate } = watch(async (password) => {
    if (password !== 'secret') await gate;
    return password === 'secret';
  });
  expect(await authenticate(header('ann', 'secret'), users)).toBe('known');
  const guesses = Array.from({ length: 30 }, (_, i) => authenticate(header('ann', `guess ${i}`), users));
  expect(await authenticate(header('ann', 'secret'), users)).toBe('known');
  release();
  expect(new Set(await Promise.all(guesses))).toEqual(new Set(['unknown', 'busy']));
  for (let i = 0; i < 110; i += 1) await authenticate(header('ann', `other ${i}`), new Map([['ann', known]]));
  const before = hashes.length;
  expect(await authenticate(header('ann', 'secret'), users)).toBe('known');
  expect(hashes).toHaveLength(before);
});

it('spends on an unknown name what the costliest known one takes, and never lets it in', async () => {
  const { hashes, authenticate } = watch(async () => true);
  expect(await authenticate(header('carl', 'pass:wörd'), users)).toBe('unknown');
  expect(hashes).toEqual([users.get('bob')]);
});

it('lets 20 wait, refuses more, and recovers', async () => {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const { hashes, authenticate } = watch(() => promise);
  const waiting = Array.from({ length: 20 }, (_, i) => authenticate(header('ann', `guess ${i}`), users));
  expect(await authenticate(header('ann', 'secret'), users)).toBe('busy');
  // One after the other.
  await expect.poll(() => hashes.length, { timeout: 20_000 }).toBe(1);
  resolve(false);
  expect(new Set(await Promise.all(waiting))).toEqual(new Set(['unknown']));
  expect(await authenticate(header('ann', 'secret'), users)).toBe('unknown');
  expect(hashes).toHaveLength(21);
});

it('forgets a comparison that could not be made', async () => {
  let broken = true;
  const { authenticate } = watch(async () => {
    if (broken) throw new Error('No thread.');
    return true;
  });
  await expect(authenticate(header('ann', 'secret'), users)).rejects.toThrow('No thread.');
  broken = false;
  expect(await authenticate(header('ann', 'secret'), users)).toBe('known');
});
