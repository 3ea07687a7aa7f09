import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPromtool } from '../../lab/servers/prometheus.ts';
import { makeCertificate } from '../../test/support/make-certificate.ts';
import { parseWebConfig } from './web-config.ts';
import { readWebSettings } from './web-settings.ts';

/** As htpasswd writes it. */
const hash = hashSync('secret', 4).replace('$2b$', '$2y$');
const [own, other] = [makeCertificate(), makeCertificate()];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-web-'));
  const files = {
    'cert.pem': own.cert,
    'key.pem': own.key,
    'other.pem': other.cert,
    'other-key.pem': other.key,
    'none.pem': 'none',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
});
afterAll(() => rm(folder, { recursive: true }));

const whole = `
tls_server_config:
  cert_file: cert.pem
  key_file: key.pem
  client_auth_type: RequireAndVerifyClientCert
  client_ca_file: other.pem
  min_version: TLS13
http_server_config:
  http2: false
  headers:
    X-Frame-Options: deny
    Strict-Transport-Security: max-age=3600
basic_auth_users:
  ann: ${hash}
`;

/** What Prometheus' own tool says of a file, which is none of ours. */
const judge = async (text: string): Promise<number | undefined> => {
  await writeFile(join(folder, 'web.yml'), text);
  const promtool = await findPromtool();
  if (!promtool) throw new Error('There is no promtool on this machine.');
  return (await execa(promtool.path, ['check', 'web-config', join(folder, 'web.yml')], { reject: false })).exitCode;
};

const settle = async (text: string) => {
  await writeFile(join(folder, 'web.yml'), text);
  return readWebSettings(join(folder, 'web.yml'));
};

it.each([
  ['two lines', '"a\\nb"'],
  ['a sign that no header holds', '’'],
])('refuses a header with %s, which would fail at each request', async (_, value) => {
  const text = `http_server_config: { headers: { Content-Security-Policy: ${value} } }`;
  expect(() => parseWebConfig(text, 'web.yml')).toThrow(
    /Content-Security-Policy.*one line of Latin letters and signs/s,
  );
});

it("takes a file of Prometheus' exporters, with the files that it names", async () => {
  expect(await judge(whole)).toBe(0);
  expect(await settle(whole)).toEqual({
    tls: {
      cert: own.cert,
      key: own.key,
      ca: other.cert,
      clientAuth: 'RequireAndVerifyClientCert',
      minVersion: 'TLSv1.3',
      maxVersion: 'TLSv1.3',
    },
    headers: { 'X-Frame-Options': 'deny', 'Strict-Transport-Security': 'max-age=3600' },
    users: new Map([['ann', hash]]),
  });
});

it.each(['', '# nothing\n', 'tls_server_config:\n', 'basic_auth_users: {}\n', 'http_server_config:\n  headers:\n'])(
  'serves everybody without encryption by %j',
  async (text) => {
    expect(await judge(text)).toBe(0);
    expect(await settle(text)).toEqual({ headers: {}, users: new Map() });
  },
);

describe('refuses, in a sentence, what the tool refuses too:', () => {
  it.each([
    ['no YAML', 'a: b: c', 'web.yml: line 1 is no YAML: '],
    [
      'an unknown key',
      'tls_config: {}',
      'web.yml: tls_config is no key that is known here; remove it or correct its name.',
    ],
    [
      'an unknown key below',
      'tls_server_config: { cert: x, cert_fil: y }',
      'web.yml: tls_server_config.cert is no key that is known here; remove it or correct its name.\nweb.yml: tls_server_config.cert_fil is no key that is known here; remove it or correct its name.',
    ],
    ['a list', '- a', 'web.yml: the file is ["a"], expected an object.'],
    [
      'a key without its certificate',
      'tls_server_config: { key_file: key.pem }',
      'web.yml: tls_server_config needs both cert_file and key_file.',
    ],
    [
      'a CA that nothing uses',
      'tls_server_config: { cert_file: cert.pem, key_file: key.pem, client_ca_file: other.pem }',
      'web.yml: tls_server_config has a client_ca_file, but no client_auth_type that would use it.',
    ],
    [
      'an unknown version',
      'tls_server_config: { cert_file: cert.pem, key_file: key.pem, min_version: TLS14 }',
      'web.yml: tls_server_config.min_version is "TLS14", expected one of "TLS10", "TLS11", "TLS12", "TLS13".',
    ],
    [
      'an unknown header',
      'http_server_config: { headers: { Server: me } }',
      'web.yml: http_server_config.headers.Server is no key that is known here; remove it or correct its name.',
    ],
    [
      'a header of another value',
      'http_server_config: { headers: { X-Frame-Options: allow } }',
      'web.yml: http_server_config.headers.X-Frame-Options is "allow", expected one of "deny", "sameorigin".',
    ],
    [
      'a password in the place of its hash, which it does not repeat',
      'basic_auth_users: { ann: open-sesame }',
      'web.yml: basic_auth_users.ann is no bcrypt hash; make one by `htpasswd -nB ann`, without the name before it.',
    ],
  ])('%s', async (_, text, sentence) => {
    expect(await judge(text)).not.toBe(0);
    expect(() => parseWebConfig(text, 'web.yml')).toThrow(
      expect.objectContaining({ name: 'ConfigError', message: expect.stringContaining(sentence) }),
    );
  });
});

it('refuses a second document, which would count for nothing', () => {
  expect(() => parseWebConfig('{}\n---\nbasic_auth_users: {}', 'web.yml')).toThrow(
    'web.yml holds more than one document, expected one.',
  );
});

it('refuses to verify certificates of clients by nothing', () => {
  const text = 'tls_server_config: { cert_file: a, key_file: b, client_auth_type: RequireAndVerifyClientCert }';
  expect(() => parseWebConfig(text, 'web.yml')).toThrow(
    'web.yml: tls_server_config.client_auth_type is RequireAndVerifyClientCert, which needs a client_ca_file.',
  );
});

it('repeats no password that it refuses', () => {
  for (const text of [
    'basic_auth_users: { ann: 12345678 }',
    'basic_auth_users: { ann: 12345678',
    'basic_auth_users: 12345678',
  ]) {
    const refusal = (() => {
      try {
        return parseWebConfig(text, 'web.yml');
      } catch (error) {
        return String(error);
      }
    })();
    expect(refusal).toMatch(/^ConfigError: web\.yml: /);
    expect(refusal).not.toContain('12345678');
  }
});

it.each([
  ['cert_file: nosuch.pem, key_file: key.pem', /nosuch\.pem \(cert_file\) cannot be read: ENOENT/],
  ['cert_file: none.pem, key_file: key.pem', /none\.pem \(cert_file\) holds no certificate as PEM\.$/],
  [
    'cert_file: cert.pem, key_file: none.pem',
    /none\.pem \(key_file\) holds no private key as PEM, or one with a passphrase\.$/,
  ],
  [
    'cert_file: cert.pem, key_file: other-key.pem',
    /^The key in \S+other-key\.pem \(key_file\) does not belong to the certificate in \S+cert\.pem \(cert_file\)\.$/,
  ],
  [
    'cert_file: cert.pem, key_file: key.pem, client_auth_type: VerifyClientCertIfGiven, client_ca_file: none.pem',
    /none\.pem \(client_ca_file\) holds no certificate as PEM\.$/,
  ],
])('refuses files that cannot be served: %s', async (tls, sentence) => {
  const text = `tls_server_config: { ${tls} }`;
  await expect(settle(text)).rejects.toThrow(
    expect.objectContaining({ name: 'ConfigError', message: expect.stringMatching(sentence) }),
  );
});
