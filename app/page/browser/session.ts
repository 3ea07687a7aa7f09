/** Who the person at this page is, and the token that shows it. */
export interface Session {
  readonly token: string;
  readonly userId: number;
  readonly name: string;
}

const storageKey = 'session';

const read = (): Session | undefined => {
  try {
    const text = sessionStorage.getItem(storageKey);
    return text === null ? undefined : (JSON.parse(text) as Session);
  } catch {
    return undefined;
  }
};

/** The session of this tab. */
export interface SessionStore {
  readonly current: () => Session | undefined;
  /** Begins one, or ends it. */
  readonly set: (session: Session | undefined) => void;
}

/**
 * Keeps the session in sessionStorage: it outlives a reload, ends with the tab, and two tabs may be two people. No request
 * carries it by itself, as a cookie would be carried by one that another site makes.
 */
export const openSession = (): SessionStore => {
  let session = read();
  return {
    current: () => session,
    set(next) {
      session = next;
      try {
        if (next === undefined) sessionStorage.removeItem(storageKey);
        else sessionStorage.setItem(storageKey, JSON.stringify(next));
      } catch {
        // Storage is closed to the page: the session ends with a reload.
      }
    },
  };
};
