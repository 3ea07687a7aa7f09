import { connect } from 'node:net';

/** What an HTTP server answered, as far as its head says. */
export interface AnswerHead {
  readonly status: number;
}

/** Takes a part of the body. The bytes are only there until it returns. */
export type TakeBytes = (bytes: Buffer, head: AnswerHead) => void;

/** Reads after which others have their turn on the event loop: half a megabyte, which is about 2 ms of work. */
const readsInTurn = 8;

/** No server's head is longer, in bytes. */
const longestHead = 16 * 1024;

const endOfHead = Buffer.from('\r\n\r\n');

interface Head extends AnswerHead {
  /** Bytes of the body, where the server says so. */
  readonly length: number | undefined;
}

const parseHead = (text: string): Head => {
  const status = /^HTTP\/1\.[01] (\d{3})[ \r]/.exec(text)?.[1];
  if (status === undefined || /\r\ntransfer-encoding:/i.test(text)) throw new Error('its answer is not HTTP/1.0');
  const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
  return { status: Number(status), length: length === undefined ? undefined : Number(length) };
};

/**
 * Asks an HTTP server behind a Unix socket by GET, and hands on the body as it comes. It speaks HTTP/1.0, so that the body is what
 * comes until the server closes; and it reads into the memory that it is given, where a client of Node's allocates 64 KiB for each
 * read: tens of megabytes for the tasks of a large swarm, which are given back late. What `take` throws ends it.
 * @param buffer is read into; in use until the promise is settled
 * @throws Error if no server is there, if it hangs up early, or if it does not speak HTTP
 * @see https://www.rfc-editor.org/rfc/rfc1945
 */
export const getThrough = (
  socket: string,
  path: string,
  take: TakeBytes,
  signal: AbortSignal,
  buffer: Buffer,
): Promise<AnswerHead> =>
  new Promise((resolve, reject) => {
    let before = Buffer.alloc(0);
    let head: Head | undefined;
    let taken = 0;
    let reads = 0;

    /** Reads the head. @returns what of the body came with its end */
    const takeHead = (bytes: Buffer): Buffer => {
      before = Buffer.concat([before, bytes]);
      const end = before.indexOf(endOfHead);
      if (end < 0 && before.length < longestHead) return Buffer.alloc(0);
      head = parseHead(before.toString('latin1', 0, end + 2));
      return before.subarray(end + endOfHead.length);
    };

    const takeBytes = (bytes: Buffer) => {
      const body = head ? bytes : takeHead(bytes);
      if (head === undefined || body.length === 0) return;
      taken += body.length;
      take(body, head);
    };

    const isWhole = () => head?.length !== undefined && taken >= head.length;

    const connection = connect({
      path: socket,
      signal,
      onread: {
        buffer,
        callback(length) {
          try {
            takeBytes(buffer.subarray(0, length));
          } catch (error) {
            connection.destroy(error instanceof Error ? error : new Error(String(error)));
          }
          // A server need not close at once, where it has said how long its answer is.
          if (isWhole() && head) {
            resolve(head);
            connection.destroy();
          }
          reads += 1;
          if (reads % readsInTurn !== 0) return true;
          setImmediate(() => connection.resume());
          return false;
        },
      },
    });
    connection.on('error', reject);
    connection.on('end', () => {
      if (head === undefined || taken < (head.length ?? 0)) reject(new Error('it hung up'));
      else resolve(head);
    });
    connection.on('close', () => reject(new Error('it hung up')));
    connection.write(`GET ${path} HTTP/1.0\r\nHost: docker\r\n\r\n`);
  });
