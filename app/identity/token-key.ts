import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Config } from '../../config/load-config.ts';
import { readSecrets, type SecretPlace, secretPath } from '../../config/secret-file.ts';

/** Who signs tokens, and whose are taken. */
export interface TokenIssuer {
  /** `iss` of the tokens. */
  readonly service: string;
  /** Tokens are signed by the first and taken from all, so that a secret can be changed while the tokens of the former count. */
  readonly keys: readonly [KeyObject, ...KeyObject[]];
}

/** As many bytes as HS256 makes; a shorter secret can be guessed from one token. @see RFC 7518, section 3.2 */
const leastBytes = 32;

const place = ({ app }: Config): SecretPlace => ({
  what: 'The secret that signs tokens',
  variable: 'APP_TOKEN_SECRET_FILE',
  key: 'app.tokenSecretFile',
  file: app.tokenSecretFile,
});

/** The file that holds the secret by which tokens are signed. */
export const tokenSecretPath = (config: Config, env: NodeJS.ProcessEnv): string =>
  secretPath(place(config), config.root, env);

/** An object that shows nothing of itself where it is printed by mistake. */
const keyOf = (secret: string): KeyObject => createSecretKey(secret, 'utf8');

/** The issuer that signs by a secret of at least 32 bytes, and takes tokens that were signed by a former one. */
export const createTokenIssuer = (service: string, secret: string, ...former: readonly string[]): TokenIssuer => ({
  service,
  keys: [keyOf(secret), ...former.map(keyOf)],
});

/**
 * Reads the secrets, one a line, from the file that `APP_TOKEN_SECRET_FILE` names, else the configuration.
 * @throws ConfigError if it cannot be read or one is too short
 */
export const readTokenIssuer = async (config: Config, env: NodeJS.ProcessEnv): Promise<TokenIssuer> =>
  createTokenIssuer(config.service, ...(await readSecrets(place(config), { root: config.root, env, leastBytes })));
