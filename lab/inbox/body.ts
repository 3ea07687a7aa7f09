import type { IncomingMessage } from 'node:http';

/** A request's body is longer than what is read of one. */
export class TooLargeError extends Error {
  override name = 'TooLargeError';
}

/**
 * Reads a request's body as text.
 * @param limit bytes
 * @throws TooLargeError if it is longer; the rest is then not kept
 */
export const readBody = async (request: IncomingMessage, limit: number): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > limit) throw new TooLargeError(`it is longer than ${limit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};
