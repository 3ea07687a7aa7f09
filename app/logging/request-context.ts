import { randomUUID } from 'node:crypto';
import { type ContextValues, createLogContext, traceOf } from '../../winston/context.ts';

/** Knows for which HTTP request or socket event the caller works. */
export const requestContext = createLogContext();

/** Runs `work`; all that it starts, and logs, belongs to the request of those ids. */
export const inRequest = <T>(ids: RequestIds, work: () => T): T => requestContext.run(ids, work);

/** Runs `work` for nobody's request, though one may have brought it about. */
export const outsideRequests = (work: () => void): void => requestContext.exit(work);

/** Ids that all lines of one HTTP request or socket event carry. */
export interface RequestIds extends ContextValues {
  readonly 'http.request.id': string;
  readonly 'trace.id': string;
  readonly 'transaction.id': string;
}

/** What other programs send as ids: letters, digits and joiners, at most 64, so that it is safe in a header and in a log. */
const sane = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/;

/** Ids of a new request: the id that a client gave it where that is a sane one, in the trace of its `traceparent` header; else new ones. */
export const requestIdsFrom = (given?: string, traceparent?: string): RequestIds => ({
  'http.request.id': given !== undefined && sane.test(given) ? given : randomUUID(),
  ...traceOf(traceparent),
});
