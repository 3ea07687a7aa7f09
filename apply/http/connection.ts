import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ConfigError } from '../../config/config-error.ts';
import type { Config } from '../../config/load-config.ts';
import { readSecret } from '../../config/secret-file.ts';
import { type TargetName, titles } from '../target-names.ts';

/** Where a server is, and what lets us in. */
export interface Connection {
  readonly title: string;
  readonly url: string;
  /** Key of the configuration that says so, for sentences. */
  readonly key: string;
  /** Key that the address comes from. */
  readonly urlKey: string;
  /** The header `authorization`; absent where nobody asks for one. */
  readonly authorization?: string;
  /** The authority that signed its certificate, as PEM. */
  readonly ca?: string;
}

/** What the configuration says of a server. */
type Section = NonNullable<Config['apply'][TargetName]>;

/** How each takes a token. */
const schemes: Readonly<Record<TargetName, string>> = {
  elasticsearch: 'ApiKey',
  kibana: 'ApiKey',
  prometheus: 'Bearer',
  alertmanager: 'Bearer',
  grafana: 'Bearer',
};

interface Place {
  readonly name: TargetName;
  readonly section: Section;
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
}

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

const readAuthorization = async ({ name, section, root, env }: Place): Promise<string | undefined> => {
  const prefix = name.toUpperCase();
  const read = (what: string, variable: string, key: 'tokenFile' | 'passwordFile') =>
    readSecret(
      { what: `${what} for ${titles[name]}`, variable, key: `apply.${name}.${key}`, file: section[key] ?? '' },
      { root, env, leastBytes: 1 },
    );
  if (env[`${prefix}_TOKEN_FILE`] || section.tokenFile !== undefined) {
    return `${schemes[name]} ${await read('The token', `${prefix}_TOKEN_FILE`, 'tokenFile')}`;
  }
  if (section.user === undefined) return undefined;
  if (!env[`${prefix}_PASSWORD_FILE`] && section.passwordFile === undefined) {
    throw new ConfigError(
      `apply.${name}.user has no password; name its file in apply.${name}.passwordFile or ${prefix}_PASSWORD_FILE.`,
    );
  }
  const password = await read(`The password of ${section.user}`, `${prefix}_PASSWORD_FILE`, 'passwordFile');
  return basic(section.user, password);
};

const readAuthority = async ({ name, section, root }: Place): Promise<string | undefined> => {
  if (section.caFile === undefined) return undefined;
  const file = resolve(root, section.caFile);
  try {
    const pem = await readFile(file, 'utf8');
    return new X509Certificate(pem) && pem;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(
      `apply.${name}.caFile holds no certificate (${file}: ${reason}); name the PEM file of the authority.`,
      {
        cause,
      },
    );
  }
};

/** An address without the user and password that may stand in it: no sentence may quote those. */
export const splitAddress = (text: string): { readonly url: string; readonly authorization?: string } => {
  const url = new URL(text);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  const plain = url.href.replace(/\/+$/, '');
  if (username === '') return { url: plain };
  return { url: plain, authorization: basic(decodeURIComponent(username), decodeURIComponent(password)) };
};

/**
 * Reads how a server is reached: its address, token or password, and authority.
 * @throws ConfigError if a file that the configuration or the environment names cannot be used
 */
export const readConnection = async (
  name: TargetName,
  section: Section,
  { root, urls }: Pick<Config, 'root' | 'urls'>,
  env: NodeJS.ProcessEnv,
): Promise<Connection> => {
  const place = { name, section, root, env };
  const address = splitAddress(section.url ?? urls[name]);
  const [given, ca] = [await readAuthorization(place), await readAuthority(place)];
  const authorization = given ?? address.authorization;
  return {
    title: titles[name],
    url: address.url,
    key: `apply.${name}`,
    urlKey: section.url === undefined ? `urls.${name}` : `apply.${name}.url`,
    ...(authorization !== undefined && { authorization }),
    ...(ca !== undefined && { ca }),
  };
};
