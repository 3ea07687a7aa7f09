import type { IncomingMessage } from 'node:http';
import { readBody, TooLargeError } from './body.ts';
import { type Message, MessageError } from './message.ts';
import { type Notification, parseNotifications } from './notification.ts';
import { parsePagerduty } from './pagerduty.ts';
import { parseSlack } from './slack.ts';

/** What the inbox answers. */
export type Answer = readonly [status: number, type: string, text: string];

/** A plain text as an answer. */
export const plain = (status: number, text: string): Answer => [status, 'text/plain; charset=utf-8', `${text}\n`];

/** Where what has arrived is shown and kept. */
export interface Arrivals {
  readonly notifications: (notifications: readonly Notification[]) => void;
  readonly message: (message: Message) => void;
  readonly say: (line: string) => void;
}

/** Not even a huge group of alerts comes near this; bytes. */
const largestBody = 1024 * 1024;

/** One way into the inbox: takes what it is sent or throws, and answers as the service would that it stands for. */
type Door = (body: string, arrivals: Arrivals) => Answer;

const doors: Readonly<Record<string, Door>> = {
  '/': (body, { notifications }) => {
    notifications(parseNotifications(body, new Date()));
    return plain(200, 'received');
  },
  '/slack': (body, { message }) => {
    message(parseSlack(body, new Date()));
    return [200, 'text/html', 'ok'];
  },
  '/pagerduty': (body, { message }) => {
    message(parsePagerduty(body, new Date()));
    return [202, 'application/json', '{"status":"success","message":"Event processed"}'];
  },
};

const reasonOf = (error: unknown): string => {
  if (error instanceof MessageError) return error.message;
  // A parser's message may quote the body over many lines, so its kind has to do.
  return error instanceof SyntaxError ? 'it is not JSON' : 'it is not what Alertmanager sends';
};

/** Takes what Alertmanager posts to one of the doors. */
export const receive = async (path: string, request: IncomingMessage, arrivals: Arrivals): Promise<Answer> => {
  const refuse = (status: number, reason: string): Answer => {
    arrivals.say(`inbox: refused a notification: ${reason}`);
    return plain(status, `The body was refused: ${reason}.`);
  };
  const door = doors[path];
  if (door === undefined) return plain(404, `Notifications are taken at ${Object.keys(doors).join(', ')}.`);
  try {
    return door(await readBody(request, largestBody), arrivals);
  } catch (error) {
    return error instanceof TooLargeError ? refuse(413, error.message) : refuse(400, reasonOf(error));
  }
};
