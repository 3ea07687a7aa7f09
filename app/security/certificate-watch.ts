import { setTimeout as delay } from 'node:timers/promises';
import { register } from '../../metrics/prom-client.ts';
import type { Log } from '../logging/log.ts';
import { chatMetrics } from '../metrics.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { type Certificate, type CertificateFiles, readCertificate } from './certificate.ts';

/** Milliseconds between two looks at the files. */
const lookEvery = 2_000;

/** The certificate in use. */
export interface CertificateWatch {
  readonly current: () => Certificate;
  /** Looks at the files now. */
  readonly look: () => Promise<void>;
}

const warnIfExpired = ({ notAfter }: Certificate, log: Log): void => {
  if (notAfter.getTime() > Date.now()) return;
  log.warn(`The certificate has expired on ${notAfter.toISOString()}: browsers refuse it. Renew it.`);
};

/**
 * Looks at the files of a certificate every two seconds until the signal aborts, and tells of a new pair. One that cannot be
 * served is refused and the one in use stays. That is logged once, at the second look: whoever renews a certificate writes
 * one file after the other.
 */
export const watchCertificate = (
  first: Certificate,
  options: {
    readonly files: CertificateFiles;
    readonly onChange: (certificate: Certificate) => void;
    readonly telemetry: Telemetry;
    readonly log: Log;
    readonly signal: AbortSignal;
  },
): CertificateWatch => {
  const { files, onChange, telemetry, log, signal } = options;
  const notAfter = register(telemetry.registry, chatMetrics.certificateNotAfter);
  let current = first;
  let trouble: { readonly sentence: string; readonly told: boolean } | undefined;
  const use = (certificate: Certificate) => {
    current = certificate;
    notAfter.set({}, certificate.notAfter.getTime() / 1e3);
    warnIfExpired(certificate, log);
  };
  use(first);

  const look = async () => {
    try {
      const found = await readCertificate(files);
      trouble = undefined;
      if (found.cert === current.cert && found.key === current.key) return;
      log.info(`A new certificate is served from now on, valid until ${found.notAfter.toISOString()}.`);
      use(found);
      onChange(found);
    } catch (error) {
      const sentence = error instanceof Error ? error.message : String(error);
      const again = trouble?.sentence === sentence;
      if (again && !trouble?.told) log.error(`The new certificate is refused, the old one stays: ${sentence}`);
      trouble = { sentence, told: again };
    }
  };
  const watch = async () => {
    while (!signal.aborted) {
      // The signal ends the pause early, which is no failure.
      await delay(lookEvery, undefined, { signal, ref: false }).catch(() => {});
      if (!signal.aborted) await look();
    }
  };
  void watch();
  return { current: () => current, look };
};
