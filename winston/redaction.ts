/** What is taken out of lines besides what looks like a token or a password anyway. */
export interface Redaction {
  /**
   * Paths whose values are taken out, with all that lies below them: `user.email`, `headers.*` for each key of one object,
   * `**.iban` at any depth.
   */
  readonly paths?: readonly string[];
  /** Texts that are taken out wherever they stand, also in the middle of a message. */
  readonly patterns?: readonly RegExp[];
}

/**
 * Keys whose values nobody should log, as their values do not look like secrets by themselves: `dbPassword`, `x-api-key`, but not
 * `compass` or `tokens`.
 */
const secretKey =
  /(?:password|passwd|passphrase|secret|token|api[-_]?key|authorization|cookie)$|(?:^|[^a-z])(?:pass|credentials?)$/;

const isSecretKey = (key: string): boolean => secretKey.test(key.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase());

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const patternOf = (path: string): string =>
  path
    .split('.')
    .map((part) => (part === '**' ? '(?:[^.]+\\.)*' : `${part === '*' ? '[^.]+' : literal(part)}\\.`))
    .join('');

/** Whether the value at a dotted path is a secret: by its own name, or as one of `paths` says. */
export const createSecretPaths = (paths: readonly string[] = []): ((path: string) => boolean) => {
  const own = paths.length > 0 ? new RegExp(`^(?:${paths.map(patternOf).join('|')})`) : undefined;
  return (path) => path.split('.').some(isSecretKey) || (own?.test(`${path}.`) ?? false);
};
