import type { IncomingMessage } from 'node:http';

/** What is answered to one request. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes may be shared with other replies: they are sent, never copied or changed. */
  readonly body: string | readonly Uint8Array[];
}

/** One request, as a route sees it. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly query: URLSearchParams;
  /** Calls back once the answer has been read, or nobody is there to read it. */
  readonly whenClosed: (listener: () => void) => void;
}

/** What answers at one path. */
export interface Route {
  readonly methods: readonly string[];
  readonly reply: (exchange: Exchange) => Reply | Promise<Reply>;
}

/** Methods of a route that only reads. */
export const reading: readonly string[] = ['GET', 'HEAD'];

/** A reply of one sentence. */
export const textReply = (status: number, sentence: string, headers: Reply['headers'] = {}): Reply => ({
  status,
  headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' },
  body: `${sentence}\n`,
});
