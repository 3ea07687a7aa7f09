import type { Range } from '../model/highlight.ts';
import type { MessageRow } from '../model/message.ts';
import type { Session } from './session.ts';

/** Milliseconds after which an answer is not waited for any longer. */
const patience = 15_000;

/** A request that was not answered as wished; the message is the service's, in English. */
export class ServiceError extends Error {
  override name = 'ServiceError';
  /** Of HTTP; 0 where no answer came, or not the whole of it. */
  readonly status: number;
  /** After which the service wants to be asked again, where it says so. */
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, status: number, retryAfterSeconds?: number) {
    super(message);
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** What a search found, the newest first. */
export interface SearchAnswer {
  readonly chatlogs: readonly (MessageRow & { readonly highlights?: readonly Range[] })[];
  readonly degraded?: boolean;
}

/** Which messages of a room to read. */
interface HistoryQuery {
  readonly after?: number;
  readonly before?: number;
  readonly limit: number;
}

/** What the page asks of the service by HTTP; each throws a {@link ServiceError}, or the reason of its signal. */
export interface Service {
  readonly enter: (name: string) => Promise<Session>;
  readonly rooms: () => Promise<readonly string[]>;
  /** The oldest first. */
  readonly history: (room: string, query: HistoryQuery, signal: AbortSignal) => Promise<readonly MessageRow[]>;
  readonly search: (
    query: {
      readonly keyword: string;
      readonly roomname?: string;
      readonly before?: number;
      readonly archived: boolean;
    },
    signal: AbortSignal,
  ) => Promise<SearchAnswer>;
  readonly remove: (chatId: number) => Promise<void>;
}

/** @param token of the person, where there is one */
export const openService = (token: () => string | undefined): Service => {
  const ask = async (method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<unknown> => {
    const held = token();
    const timeout = AbortSignal.timeout(patience);
    const request = fetch(path, {
      method,
      headers: {
        ...(held !== undefined && { authorization: `Bearer ${held}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    const response = await request.catch((error: unknown) => {
      signal?.throwIfAborted();
      throw new ServiceError(error instanceof Error ? error.message : String(error), 0);
    });
    const answer: { readonly errorMessage?: string } | undefined = await response.json().catch(() => undefined);
    signal?.throwIfAborted();
    if (response.ok && answer) return answer;
    const retryAfter = response.headers.get('retry-after');
    throw new ServiceError(
      answer?.errorMessage ?? response.statusText,
      response.ok ? 0 : response.status,
      retryAfter === null ? undefined : Number(retryAfter),
    );
  };
  return {
    enter: async (name) => (await ask('POST', '/auth/guest', { name })) as Session,
    rooms: async () => ((await ask('GET', '/chat/rooms')) as { readonly rooms: readonly string[] }).rooms,
    async history(roomname, query, signal) {
      const search = new URLSearchParams({ roomname });
      for (const [name, value] of Object.entries(query)) search.set(name, String(value));
      const answer = await ask('GET', `/chat/chatlog?${search}`, undefined, signal);
      return (answer as { readonly chatlogs: readonly MessageRow[] }).chatlogs;
    },
    search: async (query, signal) =>
      (await ask('POST', '/board/search', { ...query, fallback: 'mysql' }, signal)) as SearchAnswer,
    async remove(chatId) {
      await ask('DELETE', `/chat/chatlog/${chatId}`);
    },
  };
};
