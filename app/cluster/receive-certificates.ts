import type { CertificateSource } from '../security/service-server.ts';
import type { PrimaryChannel } from './answer-collections.ts';
import { isCertificateNews } from './ipc.ts';

/** Asks the primary for the certificate, and hears of each new one. */
export const receiveCertificates = (channel: PrimaryChannel): CertificateSource => {
  const first = Promise.withResolvers<{ readonly cert: string; readonly key: string }>();
  const listeners: Parameters<CertificateSource['onNew']>[0][] = [first.resolve];
  channel.onMessage((message) => {
    if (isCertificateNews(message)) for (const listen of listeners) listen({ cert: message.cert, key: message.key });
  });
  // A failed send means that the primary is gone, and with it the reason to serve.
  channel.send({ gapwatch: 'certificate?' }).catch(() => {});
  return {
    first: first.promise,
    onNew: (listener) => {
      listeners.push(listener);
    },
  };
};
