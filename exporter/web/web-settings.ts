import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import { ConfigError } from '../../config/config-error.ts';
import { parseWebConfig, type TlsConfig, type WebConfig } from './web-config.ts';

/** What TLS is served by: texts as PEM. */
export interface TlsSettings extends Pick<TlsConfig, 'clientAuth' | 'minVersion' | 'maxVersion'> {
  readonly cert: string;
  readonly key: string;
  /** Whose certificates of clients count. */
  readonly ca?: string;
}

/** A web configuration with the files that it names. */
export interface WebSettings extends Omit<WebConfig, 'tls'> {
  readonly tls?: TlsSettings;
}

/** Serves everybody without encryption: what there is without a web configuration. */
export const openSettings: WebSettings = { headers: {}, users: new Map() };

const read = async (file: string, use: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`${file} (${use}) cannot be read: ${reason}.`, { cause });
  }
};

const must = <T>(make: () => T, sentence: string): T => {
  try {
    return make();
  } catch (cause) {
    throw new ConfigError(sentence, { cause });
  }
};

const readTls = async (config: TlsConfig, folder: string): Promise<TlsSettings> => {
  const [certFile, keyFile] = [resolve(folder, config.certFile), resolve(folder, config.keyFile)];
  const caFile = config.clientCaFile && resolve(folder, config.clientCaFile);
  const { clientAuth, minVersion, maxVersion } = config;
  const [cert, key, ca] = await Promise.all([
    read(certFile, 'cert_file'),
    read(keyFile, 'key_file'),
    caFile ? read(caFile, 'client_ca_file') : undefined,
  ]);
  const parsed = must(() => new X509Certificate(cert), `${certFile} (cert_file) holds no certificate as PEM.`);
  const own = must(
    () => createPrivateKey(key),
    `${keyFile} (key_file) holds no private key as PEM, or one with a passphrase.`,
  );
  if (!parsed.checkPrivateKey(own)) {
    throw new ConfigError(
      `The key in ${keyFile} (key_file) does not belong to the certificate in ${certFile} (cert_file).`,
    );
  }
  if (ca !== undefined) must(() => new X509Certificate(ca), `${caFile} (client_ca_file) holds no certificate as PEM.`);
  const settings = { cert, key, ...(ca !== undefined && { ca }), clientAuth, minVersion, maxVersion };
  must(
    () => createSecureContext(settings),
    `${certFile} (cert_file) cannot be served between ${minVersion} and ${maxVersion}, or not all of it is certificates as PEM.`,
  );
  return settings;
};

/**
 * Reads a web configuration and the files that it names, whose paths start from its own folder.
 * @throws ConfigError if it, or what it names, cannot be served
 */
export const readWebSettings = async (file: string): Promise<WebSettings> => {
  const { tls, headers, users } = parseWebConfig(await read(file, 'web.config.file'), file);
  return { headers, users, ...(tls && { tls: await readTls(tls, dirname(file)) }) };
};
