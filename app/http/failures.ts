import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import type { Log } from '../logging/log.ts';

/** A request that is not carried out, by the client's fault unless the status says otherwise; the message is for the client. */
export class RequestError extends Error {
  override name = 'RequestError';
  readonly status: number;

  constructor(message: string, status = 400, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/** Answers with an error as FunGap's client reads it, and with the id that finds the log lines. */
const refuse = (response: Response, status: number, errorMessage: string): void => {
  response.status(status).json({ errorMessage, requestId: response.getHeader('x-request-id') });
};

/** Answers requests to paths that nobody serves. */
export const answerUnmatched: RequestHandler = (_request, response) => {
  refuse(response, 404, 'There is no such path, or not for this method.');
};

/** The status of an error that express' body parser made, which is the client's fault. */
const clientStatus = (error: unknown): number | undefined =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' && error.status < 500
    ? error.status
    : undefined;

/** Answers requests that failed; what went wrong inside goes to the log only. */
export const answerFailures =
  (log: Log): ErrorRequestHandler =>
  (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    if (error instanceof RequestError) return refuse(response, error.status, error.message);
    const status = clientStatus(error);
    if (status !== undefined) return refuse(response, status, 'The body must be JSON, at most 10 kB of it.');
    log.error('A request failed.', {}, error);
    refuse(response, 500, 'The service could not do it now; try again.');
  };
