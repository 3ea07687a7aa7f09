import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeCertificate } from '../../test/support/make-certificate.ts';
import { readCertificate } from './certificate.ts';

const [one, other] = [makeCertificate(), makeCertificate()];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-certificate-'));
});
afterAll(() => rm(folder, { recursive: true }));

const read = async (cert: string, key: string) => {
  await writeFile(join(folder, 'cert.pem'), cert);
  await writeFile(join(folder, 'key.pem'), key);
  return readCertificate({ certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') });
};

it('reads a certificate, also with others behind it, and tells when it expires', async () => {
  const notAfter = new Date('2049-01-02T03:04:05Z');
  const { cert, key } = makeCertificate({ notAfter });
  expect(await read(cert, key)).toEqual({ cert, key, notAfter });
  expect(await read(cert + other.cert, key)).toMatchObject({ notAfter });
});

it.each([
  ['no certificate', 'nothing', one.key, 'CERT holds no certificate as PEM.'],
  ['a certificate that is cut off', one.cert.slice(0, 200), one.key, 'CERT holds no certificate as PEM.'],
  ['no key', one.cert, 'nothing', 'KEY holds no private key as PEM, or one with a passphrase.'],
  ["another's key", one.cert, other.key, 'The key in KEY does not belong to the certificate in CERT.'],
  [
    'a chain that is broken behind it',
    one.cert + other.cert.slice(0, 200),
    one.key,
    'CERT cannot be served: not all of it is certificates as PEM.',
  ],
])('refuses %s in a sentence', async (_, cert, key, sentence) => {
  const message = sentence.replace('CERT', join(folder, 'cert.pem')).replace('KEY', join(folder, 'key.pem'));
  await expect(read(cert, key)).rejects.toThrow(expect.objectContaining({ name: 'CertificateError', message }));
});

it('refuses a file that is not there in a sentence', async () => {
  const certFile = join(folder, 'none.pem');
  const message = `${certFile} cannot be read (ENOENT: no such file or directory, open '${certFile}').`;
  await expect(readCertificate({ certFile, keyFile: certFile })).rejects.toThrow(
    expect.objectContaining({ name: 'CertificateError', message }),
  );
});
