import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

const storage = new AsyncLocalStorage<string>();

/** Id of the HTTP request or socket event that the caller works for. */
export const currentRequestId = (): string | undefined => storage.getStore();

/** Runs `work`; all that it starts, and logs, belongs to the request of that id. */
export const inRequest = <T>(requestId: string, work: () => T): T => storage.run(requestId, work);

/** Runs `work` for nobody's request, though one may have brought it about. */
export const outsideRequests = (work: () => void): void => storage.exit(work);

/** What other programs send as ids: letters, digits and joiners, at most 64, so that it is safe in a header and in a log. */
const sane = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/;

/** The id that a client gave its request where it is a sane one, else a new one. */
export const requestIdFrom = (given: string | undefined): string =>
  given !== undefined && sane.test(given) ? given : randomUUID();
