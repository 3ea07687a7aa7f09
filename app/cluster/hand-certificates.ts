import type { Worker } from 'node:cluster';
import { resolve } from 'node:path';
import type { Config } from '../../config/load-config.ts';
import type { Log } from '../logging/log.ts';
import { type Certificate, CertificateError, readCertificate } from '../security/certificate.ts';
import { watchCertificate } from '../security/certificate-watch.ts';
import { StartError } from '../start-error.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { CertificateNews } from './ipc.ts';

/** Hands the certificate to the workers. They read no files: one that starts while the files are broken could not serve. */
export interface CertificateDesk {
  /** Hands it to a worker that has just been started. */
  readonly greet: (worker: Worker) => void;
  /** Looks now whether the files have changed. */
  readonly look: () => Promise<void>;
}

const hand = (worker: Worker, { cert, key }: Certificate): void => {
  // One that is about to end need not hear of it.
  if (worker.isConnected()) worker.send({ gapwatch: 'certificate', cert, key } satisfies CertificateNews);
};

/**
 * Reads the certificate that the configuration names, if any, and hands it and each new one to the workers.
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
): Promise<CertificateDesk> => {
  if (tls === undefined) return { greet: () => {}, look: async () => {} };
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
  return { greet: (worker) => hand(worker, watch.current()), look: watch.look };
};
