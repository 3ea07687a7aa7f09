import type { CertificateSource } from '../security/service-server.ts';
import type { PrimaryChannel } from './answer-collections.ts';
import { isCertificateNews } from './ipc.ts';

/** The certificates that the primary hands to this worker: one at its start, and each new one. */
export const receiveCertificates = (channel: Pick<PrimaryChannel, 'onMessage'>): CertificateSource => {
  const first = Promise.withResolvers<{ readonly cert: string; readonly key: string }>();
  const listeners: Parameters<CertificateSource['onNew']>[0][] = [first.resolve];
  channel.onMessage((message) => {
    if (isCertificateNews(message)) for (const listen of listeners) listen({ cert: message.cert, key: message.key });
  });
  return {
    first: first.promise,
    onNew: (listener) => {
      listeners.push(listener);
    },
  };
};
