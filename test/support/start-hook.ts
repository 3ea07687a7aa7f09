import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';

/** A message of Alertmanager to a webhook. */
interface Hooked {
  readonly receiver: string;
  readonly status: 'firing' | 'resolved';
  readonly alerts: readonly { readonly status: string; readonly labels: Readonly<Record<string, string>> }[];
}

/** A webhook that keeps what it is sent. */
export interface Hook {
  readonly url: string;
  /** In the order of arrival. */
  readonly hooked: readonly Hooked[];
  close(): Promise<void>;
}

/** Starts a webhook on a free port. */
export const startHook = async (): Promise<Hook> => {
  const hooked: Hooked[] = [];
  const server = createServer((request, response) => {
    json(request).then(
      (body) => {
        hooked.push(body as Hooked);
        response.end();
      },
      () => response.writeHead(400).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    hooked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
