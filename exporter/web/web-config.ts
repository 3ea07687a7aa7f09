import { loadAll, YAMLException } from 'js-yaml';
import { z } from 'zod';
import { ConfigError, describeIssue } from '../../config/config-error.ts';

const version = z.enum(['TLS10', 'TLS11', 'TLS12', 'TLS13']);

const tls = z.strictObject({
  cert_file: z.string().optional(),
  key_file: z.string().optional(),
  client_auth_type: z
    .enum([
      'NoClientCert',
      'RequestClientCert',
      // What RequireAnyClientCert was called first.
      'RequireClientCert',
      'RequireAnyClientCert',
      'VerifyClientCertIfGiven',
      'RequireAndVerifyClientCert',
    ])
    .default('NoClientCert'),
  client_ca_file: z.string().optional(),
  min_version: version.default('TLS12'),
  max_version: version.default('TLS13'),
});

/** What Node can send: anything else would fail at each request. */
const headerText = z
  .string()
  .trim()
  .regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'one line of Latin letters and signs');

const http = z.strictObject({
  /** Taken either way: what is served is HTTP/1.1, which every client of HTTP/2 speaks. */
  http2: z.boolean().optional(),
  headers: z
    .strictObject({
      'Content-Security-Policy': headerText,
      'Strict-Transport-Security': headerText,
      'X-Content-Type-Options': z.enum(['nosniff']),
      'X-Frame-Options': z.enum(['deny', 'sameorigin']),
      'X-XSS-Protection': headerText,
    })
    .partial()
    .nullish(),
});

const schema = z.strictObject({
  tls_server_config: tls.nullish(),
  http_server_config: http.nullish(),
  // Checked by hand: a password that stands here by mistake must be in no sentence.
  basic_auth_users: z.unknown().optional(),
});

const versions = { TLS10: 'TLSv1', TLS11: 'TLSv1.1', TLS12: 'TLSv1.2', TLS13: 'TLSv1.3' } as const;

/** How connections are encrypted, and whose certificate a client must show. */
export interface TlsConfig {
  readonly certFile: string;
  readonly keyFile: string;
  readonly clientAuth: z.output<typeof tls>['client_auth_type'];
  readonly clientCaFile?: string;
  readonly minVersion: (typeof versions)[keyof typeof versions];
  readonly maxVersion: (typeof versions)[keyof typeof versions];
}

/** What a web configuration says. */
export interface WebConfig {
  /** Absent where plain HTTP is served. */
  readonly tls?: TlsConfig;
  /** Headers of every answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** The bcrypt hash of each user's password; empty where everybody may ask. */
  readonly users: ReadonlyMap<string, string>;
}

const parseYaml = (text: string, file: string): unknown => {
  try {
    const [first, ...more] = loadAll(text);
    if (more.length > 0) throw new ConfigError(`${file} holds more than one document, expected one.`);
    return first ?? {};
  } catch (cause) {
    if (!(cause instanceof YAMLException)) throw cause;
    // Not its whole message: that shows lines of the file, which may hold secrets.
    throw new ConfigError(`${file}: line ${(cause.mark?.line ?? 0) + 1} is no YAML: ${cause.reason}.`, { cause });
  }
};

const sayIssue = (issue: z.core.$ZodIssue, input: unknown): string[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map(
        (key) => `${[...issue.path, key].join('.')} is no key that is known here; remove it or correct its name.`,
      )
    : describeIssue(issue, input);

const readTls = (input: z.output<typeof tls> | null | undefined, file: string): TlsConfig | undefined => {
  if (!input) return undefined;
  const { cert_file, key_file, client_auth_type, client_ca_file, min_version, max_version } = input;
  if (!cert_file && !key_file && !client_ca_file && client_auth_type === 'NoClientCert') return undefined;
  const key = `${file}: tls_server_config`;
  if (!cert_file || !key_file) throw new ConfigError(`${key} needs both cert_file and key_file.`);
  if (client_ca_file && client_auth_type === 'NoClientCert') {
    throw new ConfigError(`${key} has a client_ca_file, but no client_auth_type that would use it.`);
  }
  if (/Verify/.test(client_auth_type) && !client_ca_file) {
    throw new ConfigError(`${key}.client_auth_type is ${client_auth_type}, which needs a client_ca_file.`);
  }
  return {
    certFile: cert_file,
    keyFile: key_file,
    clientAuth: client_auth_type,
    ...(client_ca_file && { clientCaFile: client_ca_file }),
    minVersion: versions[min_version],
    maxVersion: versions[max_version],
  };
};

const readUsers = (users: unknown, file: string): ReadonlyMap<string, string> => {
  if (users === undefined || users === null) return new Map();
  if (typeof users !== 'object' || Array.isArray(users)) {
    throw new ConfigError(`${file}: basic_auth_users holds no names, expected lines of \`NAME: HASH\`.`);
  }
  const read = Object.entries(users).map(([user, hash]) => {
    if (typeof hash === 'string' && /^\$2[aby]\$(?:0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}$/.test(hash)) {
      return [user, hash] as const;
    }
    throw new ConfigError(
      `${file}: basic_auth_users.${user} is no bcrypt hash; make one by \`htpasswd -nB ${user}\`, without the name before it.`,
    );
  });
  return new Map(read);
};

/**
 * Reads a web configuration of Prometheus' exporters.
 * @param file its name, for sentences
 * @throws ConfigError for what is no such file, a sentence for each fault
 * @see https://github.com/prometheus/exporter-toolkit/blob/master/docs/web-configuration.md
 */
export const parseWebConfig = (text: string, file: string): WebConfig => {
  const input = parseYaml(text, file);
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    const sentences = parsed.error.issues.flatMap((issue) => sayIssue(issue, input));
    throw new ConfigError(sentences.map((sentence) => `${file}: ${sentence}`).join('\n'), { cause: parsed.error });
  }
  const { tls_server_config, http_server_config, basic_auth_users } = parsed.data;
  const encrypted = readTls(tls_server_config, file);
  return {
    ...(encrypted && { tls: encrypted }),
    headers: Object.fromEntries(
      Object.entries(http_server_config?.headers ?? {}).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    ),
    users: readUsers(basic_auth_users, file),
  };
};
