import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Say } from '../service.ts';
import type { Labels } from './about.ts';
import type { Message } from './message.ts';
import type { Notification } from './notification.ts';
import { renderPage } from './page.ts';
import { type Answer, type Arrivals, plain, receive } from './receive.ts';
import { createStore, type NotificationStore } from './store.ts';

/** What the inbox is given. */
export interface InboxOptions {
  readonly host: string;
  readonly port: number;
  /** Where all notifications are appended, one JSON line each. */
  readonly file: string;
  /** Folder of the runbooks that it serves. */
  readonly runbooks: string;
  /** Labels that every alert carries, which tell nothing. */
  readonly usual: Labels;
  readonly say: Say;
  /** Called for each notification as it arrives. */
  readonly onNotification: (notification: Notification) => void;
}

/** A listening inbox. */
export interface Inbox {
  readonly port: number;
  list(): readonly Notification[];
  /** Messages as people get them, the newest first. */
  messages(): readonly Message[];
  /** Shows a message that has arrived by another way. */
  add(message: Message): void;
  close(): Promise<void>;
}

/** Messages kept for the page. */
const kept = 100;

/** An alert's name and `.md`: nothing that could leave the folder. */
const runbookPath = /^\/runbooks\/([A-Za-z0-9_-]+\.md)$/;

const find = (store: NotificationStore, query: URLSearchParams): readonly Notification[] => {
  const [alertname, status] = [query.get('alertname'), query.get('status')];
  return store
    .list()
    .filter(
      (found) => (alertname === null || found.alertname === alertname) && (status === null || found.status === status),
    );
};

/** What the inbox has. */
interface Contents {
  readonly store: NotificationStore;
  readonly messages: () => readonly Message[];
}

const answer = async (
  request: IncomingMessage,
  { store, messages }: Contents,
  arrivals: Arrivals,
  options: InboxOptions,
): Promise<Answer> => {
  const url = URL.parse(request.url ?? '/', 'http://inbox');
  if (request.method === 'POST') return receive(url?.pathname ?? '', request, arrivals);
  if (request.method !== 'GET') return plain(405, 'Only GET and POST.');
  if (url?.pathname === '/') {
    return [200, 'text/html; charset=utf-8', renderPage(store.list(), messages(), options.usual)];
  }
  if (url?.pathname === '/messages') return [200, 'application/json', JSON.stringify(messages())];
  if (url?.pathname === '/notifications') {
    return [200, 'application/json', JSON.stringify(find(store, url.searchParams))];
  }
  const runbook = runbookPath.exec(url?.pathname ?? '')?.[1];
  if (runbook !== undefined) {
    const text = await readFile(join(options.runbooks, runbook), 'utf8').catch(() => undefined);
    return text === undefined
      ? plain(404, `There is no runbook ${runbook}.`)
      : // As plain text, which a browser shows: what it is told is Markdown it only saves.
        [200, 'text/plain; charset=utf-8', text];
  }
  return plain(404, 'There is nothing here; see /, /notifications and /messages.');
};

const respond = (response: ServerResponse, [status, type, text]: Answer): void => {
  response.writeHead(status, {
    'content-type': type,
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'x-content-type-options': 'nosniff',
    // What was refused half-read leaves no connection to go on with.
    ...(status === 413 && { connection: 'close' }),
  });
  response.end(text);
};

/** Starts the receiver of Alertmanager's webhook. @throws Error if it cannot listen */
export const startInbox = async (options: InboxOptions): Promise<Inbox> => {
  const store = createStore(options.file);
  let messages: readonly Message[] = [];
  const add = (message: Message) => {
    messages = [message, ...messages].slice(0, kept);
  };
  const arrivals: Arrivals = {
    message: add,
    notifications(arrived) {
      // First of all it is shown: whatever else fails, a person must see it, and once is enough.
      for (const notification of arrived) options.onNotification(notification);
      try {
        store.add(arrived);
      } catch (error) {
        options.say(`inbox: a notification cannot be kept in ${options.file}: ${String(error)}`);
      }
    },
    say: options.say,
  };
  const contents = { store, messages: () => messages };
  const server = createServer((request, response) => {
    answer(request, contents, arrivals, options).then(
      (found) => respond(response, found),
      (error: unknown) => {
        options.say(`inbox: ${error instanceof Error ? error.message : String(error)}`);
        respond(response, plain(500, 'The inbox could not do this; its line in the lab says why.'));
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => resolve());
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    list: store.list,
    messages: () => messages,
    add,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
