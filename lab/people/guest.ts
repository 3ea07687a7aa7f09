import { z } from 'zod';

/** Whom the service knows a person as. */
export interface Guest {
  readonly userId: number;
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

const answer = z
  .object({ userId: z.int(), token: z.string(), expiresAt: z.iso.datetime() })
  .transform((guest) => ({ ...guest, expiresAt: Date.parse(guest.expiresAt) }));

/** Milliseconds that a token must still count for a visit to begin; no visit lasts so long. */
const longestVisit = 3_600_000;

/**
 * Asks the service to take a person as a guest, and again when its token is about to end.
 * @returns the guest. @throws Error if the service refuses or does not answer
 */
export const createGuest = (
  name: string,
  ask: (path: string, init: RequestInit) => Promise<Response>,
): (() => Promise<Guest>) => {
  let guest: Guest | undefined;
  return async () => {
    if (guest && guest.expiresAt - Date.now() > longestVisit) return guest;
    const headers = { 'content-type': 'application/json' };
    const response = await ask('/auth/guest', { method: 'POST', headers, body: JSON.stringify({ name }) });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`/auth/guest answers ${response.status}`);
    }
    guest = answer.parse(await response.json());
    return guest;
  };
};
