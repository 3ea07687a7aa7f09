import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificate } from '../../test/support/make-certificate.ts';
import { startPrometheus } from '../../test/support/start-servers.ts';
import { createWebServer } from './web-server.ts';
import { openWebSource, type WebSource } from './web-source.ts';

const [own, renewed, client, stranger] = [makeCertificate(), makeCertificate(), makeCertificate(), makeCertificate()];
const users = `basic_auth_users: { ann: ${hashSync('secret', 4)} }\n`;
const tls = 'cert_file: cert.pem, key_file: key.pem';

let folder: string;
let log: string[];
let server: Server;
let source: WebSource;
const file = (name: string) => join(folder, name);
const writePair = async ({ cert, key }: typeof own) => {
  await writeFile(file('cert.pem'), cert);
  await writeFile(file('key.pem'), key);
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-web-server-'));
  for (const [name, { cert, key }] of Object.entries({ client, stranger, renewed, own })) {
    await writeFile(file(`${name}.pem`), cert);
    await writeFile(file(`${name}-key.pem`), key);
  }
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(async () => {
  source.close();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

/** Serves one metric by a web configuration. @returns host and port */
const serve = async (text: string): Promise<string> => {
  log = [];
  await writePair(own);
  await writeFile(file('web.yml'), text);
  source = await openWebSource(file('web.yml'), (level, sentence) => log.push(`${level}: ${sentence}`));
  server = createWebServer(source, {}, (_, response) => {
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' });
    response.end('test_value 7\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** @returns status and body that curl gets, or its exit code where it gets none */
const curl = async (...args: string[]): Promise<string> => {
  const { stdout, exitCode } = await execa('curl', ['-s', '-w', '%{http_code}', '--max-time', '10', ...args], {
    reject: false,
  });
  return exitCode === 0 ? stdout.replaceAll('\n', ' ') : `no answer`;
};

const trusted = () => ['--cacert', file('own.pem')];
const shown = (name: string) => ['--cert', file(`${name}.pem`), '--key', file(`${name}-key.pem`)];

it('serves plain HTTP, with the headers that the file names', async () => {
  const address = await serve('http_server_config: { headers: { X-Frame-Options: deny } }');
  expect(await curl(`http://${address}/`)).toBe('test_value 7 200');
  expect(await curl('-o', '/dev/null', '-D', '-', `http://${address}/`)).toContain('X-Frame-Options: deny');
});

it('asks for a name and a password, and tells a browser so', async () => {
  const address = await serve(users);
  const refused = 'Name and password are needed (basic_auth_users of the web configuration). 401';
  expect(await curl(`http://${address}/`)).toBe(refused);
  expect(await curl('-u', 'ann:wrong', `http://${address}/`)).toBe(refused);
  expect(await curl('-u', 'ann:secret', `http://${address}/`)).toBe('test_value 7 200');
  const { headers } = await fetch(`http://${address}/`);
  expect(headers.get('www-authenticate')).toBe('Basic realm="gapwatch exporter", charset="UTF-8"');
});

describe('over TLS', () => {
  it('serves who trusts its certificate, by no version older than it may', async () => {
    const address = await serve(`tls_server_config: { ${tls}, min_version: TLS13 }`);
    expect(await curl(...trusted(), `https://${address}/`)).toBe('test_value 7 200');
    expect(await curl(`https://${address}/`)).toBe('no answer');
    expect(await curl(`http://${address}/`)).toBe('no answer');
    expect(await curl(...trusted(), '--tls-max', '1.2', `https://${address}/`)).toBe('no answer');
  });

  it.each([
    ['NoClientCert', '', ['200', '200', '200']],
    ['RequestClientCert', '', ['200', '200', '200']],
    ['RequireAnyClientCert', '', ['no answer', '200', '200']],
    ['VerifyClientCertIfGiven', 'client_ca_file: client.pem', ['200', 'no answer', '200']],
    ['RequireAndVerifyClientCert', 'client_ca_file: client.pem', ['no answer', 'no answer', '200']],
  ])(
    'by %s answers a client without a certificate, with one of a stranger, with a known one',
    async (policy, ca, expected) => {
      const address = await serve(
        `tls_server_config: { ${[tls, `client_auth_type: ${policy}`, ca].filter(Boolean).join(', ')} }`,
      );
      const answers = [[], shown('stranger'), shown('client')].map((who) =>
        curl(...trusted(), ...who, `https://${address}/`),
      );
      expect((await Promise.all(answers)).map((answer) => answer.replace('test_value 7 ', ''))).toEqual(expected);
    },
  );

  it('takes a renewed certificate and other passwords by itself', async () => {
    const address = await serve(`tls_server_config: { ${tls} }\n${users}`);
    const ask = (trust: string, password: string) =>
      curl('--cacert', file(trust), '-u', `ann:${password}`, `https://${address}/`);
    expect(await ask('own.pem', 'secret')).toBe('test_value 7 200');
    await writePair(renewed);
    await writeFile(
      file('web.yml'),
      `tls_server_config: { ${tls} }\nbasic_auth_users: { ann: ${hashSync('other', 4)} }\n`,
    );
    await expect.poll(() => ask('renewed.pem', 'other'), { timeout: 20_000 }).toBe('test_value 7 200');
    expect(await ask('renewed.pem', 'secret')).toMatch(/ 401$/);
    expect(log.at(-1)).toBe(`info: ${file('web.yml')} or a file that it names has changed, and counts from now on.`);
  });

  it('keeps what it has where the new cannot be used, says so once, and takes it once it can', async () => {
    const address = await serve(`tls_server_config: { ${tls} }`);
    await writeFile(file('web.yml'), 'tls_server_config: { cert_fil: a }');
    const refused = `error: The new web configuration is refused, the old one stays: ${file('web.yml')}: tls_server_config.cert_fil is no key that is known here; remove it or correct its name.`;
    await expect.poll(() => log, { timeout: 20_000 }).toEqual([refused]);
    expect(await curl(...trusted(), `https://${address}/`)).toBe('test_value 7 200');
    await expect(source.look()).rejects.toThrow('tls_server_config.cert_fil is no key');
    await writeFile(file('web.yml'), `tls_server_config: { ${tls} }\n${users}`);
    await expect.poll(() => curl(...trusted(), `https://${address}/`), { timeout: 20_000 }).toMatch(/ 401$/);
    expect(log[0]).toBe(refused);
  });

  it('says that only a restart can begin or end it', async () => {
    await serve(`tls_server_config: { ${tls} }`);
    await writeFile(file('web.yml'), '');
    await expect(source.look()).rejects.toThrow(
      `${file('web.yml')}: whether tls_server_config is there, and its client_auth_type, change with a restart only; restart the exporter.`,
    );
  });

  it('is scraped by Prometheus with a password and a certificate', async () => {
    const address = await serve(
      `tls_server_config: { ${tls}, client_auth_type: RequireAndVerifyClientCert, client_ca_file: client.pem }\n${users}`,
    );
    const configFile = file('prometheus.yml');
    await writeFile(
      configFile,
      `scrape_configs:
  - job_name: exporter
    scrape_interval: 1s
    scheme: https
    tls_config: { ca_file: ${file('own.pem')}, cert_file: ${file('client.pem')}, key_file: ${file('client-key.pem')} }
    basic_auth: { username: ann, password: secret }
    static_configs: [{ targets: ['${address}'] }]
`,
    );
    const prometheus = await startPrometheus({ configFile });
    try {
      const value = async () => (await fetch(`${prometheus.url}/api/v1/query?query=test_value`)).text();
      await expect.poll(value, { timeout: 30_000 }).toMatch(/"7"\]/);
    } finally {
      await prometheus.stop();
    }
  });
});
