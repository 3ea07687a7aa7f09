import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';

/** Where a certificate and its private key lie. */
export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** A certificate that can be served: its texts, as PEM, and until when browsers accept it. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  readonly notAfter: Date;
}

/** A pair of files that cannot be served; the message is a sentence that names the file. */
export class CertificateError extends Error {
  override name = 'CertificateError';
}

const read = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CertificateError(`${file} cannot be read (${reason}).`, { cause });
  });

const parse = <T>(parser: () => T, sentence: string): T => {
  try {
    return parser();
  } catch (cause) {
    throw new CertificateError(sentence, { cause });
  }
};

/**
 * Reads a certificate and its key. Whether it has expired is for the caller to judge.
 * @throws CertificateError if a file cannot be read or is not PEM, or the key is another certificate's
 */
export const readCertificate = async ({ certFile, keyFile }: CertificateFiles): Promise<Certificate> => {
  const [cert, key] = await Promise.all([read(certFile), read(keyFile)]);
  const parsed = parse(() => new X509Certificate(cert), `${certFile} holds no certificate as PEM.`);
  const privateKey = parse(
    (): KeyObject => createPrivateKey(key),
    `${keyFile} holds no private key as PEM, or one with a passphrase.`,
  );
  if (!parsed.checkPrivateKey(privateKey)) {
    throw new CertificateError(`The key in ${keyFile} does not belong to the certificate in ${certFile}.`);
  }
  // Also those between it and its root.
  parse(
    () => createSecureContext({ cert, key }),
    `${certFile} cannot be served: not all of it is certificates as PEM.`,
  );
  return { cert, key, notAfter: parsed.validToDate };
};
