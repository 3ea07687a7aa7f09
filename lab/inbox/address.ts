import type { Config } from '../../config/load-config.ts';

/** Where the lab's inbox listens. */
export interface InboxAddress {
  readonly url: string;
  readonly host: string;
  readonly port: number;
}

/** The address of the configuration's webhook receiver `inbox`; absent where there is none. */
export const inboxAddress = (config: Pick<Config, 'receivers'>): InboxAddress | undefined => {
  const receiver = config.receivers.find(({ name, kind }) => name === 'inbox' && kind === 'webhook');
  if (receiver?.kind !== 'webhook') return undefined;
  const { hostname, port, href } = new URL(receiver.url);
  return { url: href, host: hostname, port: Number(port || 80) };
};
