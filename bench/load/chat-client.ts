import { WebSocket } from 'ws';
import { findMark } from './marks.ts';

/** What the service says to an event. */
export interface Ack {
  readonly ok: boolean;
  readonly code?: string;
}

/** A user's connection. */
export interface ChatClient {
  /** Sends an event; the promise never fails: without an answer it is `{ok: false, code: 'silent'}`, with the connection gone `gone`. */
  readonly emit: (event: string, ...args: readonly unknown[]) => Promise<Ack>;
  /** Ends the connection; resolves when it is ended. */
  readonly close: () => Promise<void>;
}

interface ConnectOptions {
  /** Beginning with `ws:`. */
  readonly url: string;
  readonly localAddress: string;
  readonly token: string | undefined;
  /** Told the number of the mark of each message. */
  readonly onMessage: (mark: number) => void;
  /** Told when the service ends the connection. */
  readonly onLost: () => void;
}

/** Milliseconds that the service may take to let somebody in, and to answer an event. */
const patience = { connect: 20_000, answer: 10_000 };

const without = (code: 'gone' | 'silent'): Ack => ({ ok: false, code });

const beginsWith = (frame: Buffer, start: Buffer): boolean =>
  frame.length >= start.length && frame.compare(start, 0, start.length, 0, start.length) === 0;

/** Packets by their first signs. @see https://socket.io/docs/v4/socket-io-protocol/ */
const packets = {
  open: Buffer.from('0'),
  ping: Buffer.from('2'),
  connected: Buffer.from('40'),
  ack: Buffer.from('43'),
  refused: Buffer.from('44'),
  message: Buffer.from('42["receive_message"'),
} as const;

/** `43<id>[<ack>]`. */
const readAck = (text: string): readonly [id: number, ack: Ack] => {
  const list = text.indexOf('[');
  const [ack]: readonly Ack[] = JSON.parse(text.slice(list));
  return [Number(text.slice(2, list)), ack ?? { ok: true }];
};

/**
 * Connects to the default namespace of a socket.io server, over WebSocket only. It does just what the protocol asks of a
 * client, as socket.io's own client saturates before the service does.
 * @throws Error if the service refuses it or is silent for 20 s
 */
export const connectChatClient = ({ url, localAddress, token, onMessage, onLost }: ConnectOptions) =>
  new Promise<ChatClient>((resolve, reject) => {
    const waiting = new Map<number, (ack: Ack) => void>();
    let events = 0;
    const ended = Promise.withResolvers<void>();
    let open = false;
    let closing = false;
    const socket = new WebSocket(`${url}/socket.io/?EIO=4&transport=websocket`, {
      localAddress,
      perMessageDeflate: false,
      skipUTF8Validation: true,
      handshakeTimeout: patience.connect,
    });
    const deadline = setTimeout(() => socket.terminate(), patience.connect);

    const settle = (id: number, ack: Ack) => {
      waiting.get(id)?.(ack);
      waiting.delete(id);
    };
    const client: ChatClient = {
      emit: (event, ...args) =>
        new Promise((resolveAck) => {
          if (socket.readyState !== WebSocket.OPEN) return resolveAck(without('gone'));
          const id = events;
          events += 1;
          const silence = setTimeout(() => settle(id, without('silent')), patience.answer);
          waiting.set(id, (ack) => {
            clearTimeout(silence);
            resolveAck(ack);
          });
          socket.send(`42${id}${JSON.stringify([event, ...args])}`);
        }),
      close() {
        closing = true;
        socket.close();
        return ended.promise;
      },
    };

    socket.on('message', (data) => {
      const frame = data as Buffer;
      if (beginsWith(frame, packets.message)) {
        const mark = findMark(frame);
        if (mark !== undefined) onMessage(mark);
      } else if (beginsWith(frame, packets.ack)) {
        settle(...readAck(frame.toString()));
      } else if (beginsWith(frame, packets.ping)) socket.send('3');
      else if (beginsWith(frame, packets.open))
        socket.send(`40${token === undefined ? '' : JSON.stringify({ token })}`);
      else if (beginsWith(frame, packets.connected)) {
        clearTimeout(deadline);
        open = true;
        resolve(client);
      } else if (beginsWith(frame, packets.refused)) {
        reject(new Error(`The service refused a user: ${frame.toString().slice(2)}`));
        void client.close();
      }
    });
    // What went wrong is told by the closing that follows.
    let cause: unknown;
    socket.on('error', (error) => {
      cause = error;
    });
    socket.on('close', (code) => {
      clearTimeout(deadline);
      for (const id of waiting.keys()) settle(id, without('gone'));
      ended.resolve();
      if (open && !closing) onLost();
      reject(new Error(`The service ended a connection (${code}).`, { cause }));
    });
  });
