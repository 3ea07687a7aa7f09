import cluster, { type Worker } from 'node:cluster';
import { resolve } from 'node:path';
import type { Config } from '../../config/load-config.ts';
import type { Log } from '../logging/log.ts';
import { type Certificate, CertificateError, readCertificate } from '../security/certificate.ts';
import { watchCertificate } from '../security/certificate-watch.ts';
import { StartError } from '../start-error.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { type CertificateNews, isCertificateRequest } from './ipc.ts';

const hand = (worker: Worker, { cert, key }: Certificate): void => {
  // One that is about to end need not hear of it.
  if (worker.isConnected()) worker.send({ gapwatch: 'certificate', cert, key } satisfies CertificateNews);
};

/**
 * Reads the certificate that the configuration names, if any, and hands it and each new one to the workers. They read no
 * files themselves: one that starts while the files are broken could not serve.
 * @returns a function that looks now whether the files have changed
 * @throws StartError if it cannot be served
 */
export const handCertificates = async (
  { app: { tls }, root }: Config,
  options: {
    readonly workers: () => readonly { readonly worker: Worker }[];
    readonly telemetry: Telemetry;
    readonly log: Log;
    readonly signal: AbortSignal;
  },
): Promise<() => Promise<void>> => {
  if (tls === undefined) return async () => {};
  const files = { certFile: resolve(root, tls.certFile), keyFile: resolve(root, tls.keyFile) };
  const first = await readCertificate(files).catch((cause: unknown) => {
    if (!(cause instanceof CertificateError)) throw cause;
    throw new StartError(`${cause.message} Correct app.tls, or leave it out to serve plain http.`, { cause });
  });
  const watch = watchCertificate(first, {
    ...options,
    files,
    onChange: (certificate) => {
      for (const { worker } of options.workers()) hand(worker, certificate);
    },
  });
  cluster.on('message', (from: Worker, message: unknown) => {
    if (isCertificateRequest(message)) hand(from, watch.current());
  });
  return watch.look;
};
