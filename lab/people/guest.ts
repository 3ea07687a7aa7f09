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

/** How a person becomes a guest. */
export interface Welcome {
  /**
   * Asks the service to take the person as a guest, and again when its token is about to end.
   * @throws Error if the service refuses or does not answer
   */
  readonly become: () => Promise<Guest>;
  /** Forgets a guest whose token the service no longer takes. */
  readonly forget: () => void;
}

/** Lets a person of that name be a guest. */
export const createWelcome = (name: string, ask: (path: string, init: RequestInit) => Promise<Response>): Welcome => {
  let guest: Guest | undefined;
  const become = async () => {
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
  return {
    become,
    forget() {
      guest = undefined;
    },
  };
};
