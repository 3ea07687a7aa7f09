import { readFile } from 'node:fs/promises';

/** Who sends: an API key as Elasticsearch gives it out encoded, or a user. The secret stands alone in its file. */
export type Credentials = { readonly apiKeyFile: string } | { readonly user: string; readonly passwordFile: string };

/** The file of a secret does not give one. */
export class CredentialsError extends Error {
  override name = 'CredentialsError';
}

/** Tells a server who asks. */
export interface Authorization {
  /** The header; undefined where nobody is to be named. @throws CredentialsError if the file gives none */
  readonly header: () => Promise<string | undefined>;
  /** The server refuses it: reads the file again. Whether it says something else now. @throws CredentialsError if the file gives none */
  readonly renew: () => Promise<boolean>;
}

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

const read = async (credentials: Credentials): Promise<string> => {
  const file = 'apiKeyFile' in credentials ? credentials.apiKeyFile : credentials.passwordFile;
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CredentialsError(`${file} cannot be read: ${cause instanceof Error ? cause.message : cause}`, { cause });
  });
  const secret = text.trim();
  if (secret === '') throw new CredentialsError(`${file} is empty`);
  return 'apiKeyFile' in credentials ? `ApiKey ${secret}` : basic(credentials.user, secret);
};

/** The credentials of files, which are read at first use, or else the user that the URL names. */
export const authorizationOf = ({ username, password }: URL, credentials?: Credentials): Authorization => {
  if (credentials === undefined) {
    const named = username === '' ? undefined : basic(decodeURIComponent(username), decodeURIComponent(password));
    return { header: async () => named, renew: async () => false };
  }
  let known: string | undefined;
  return {
    async header() {
      known ??= await read(credentials);
      return known;
    },
    async renew() {
      const before = known;
      known = await read(credentials);
      return known !== before;
    },
  };
};
