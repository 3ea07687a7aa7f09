import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A certificate for 127.0.0.1 that signs itself, and its key, as PEM. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
}

/** One element of ASN.1 in DER: its tag, its length, its content. @see ITU-T X.690, 8.1 */
const der = (tag: number, ...content: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(content);
  const bytes = body.length.toString(16);
  const long = Buffer.from(bytes.padStart(bytes.length + (bytes.length % 2), '0'), 'hex');
  const length = body.length < 0x80 ? Buffer.of(body.length) : Buffer.concat([Buffer.of(0x80 | long.length), long]);
  return Buffer.concat([Buffer.of(tag), length, body]);
};

const sequence = (...content: readonly Buffer[]) => der(0x30, ...content);
const set = (content: Buffer) => der(0x31, content);
const id = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));

/** ecdsa-with-SHA256, commonName, subjectAltName. */
const ids = { signature: id('2a8648ce3d040302'), name: id('550403'), altNames: id('551d11') };

/** GeneralizedTime, to the second. */
const time = (date: Date) => der(0x18, Buffer.from(date.toISOString().replace(/[-:T]|\.\d+/g, '')));

/**
 * Makes a certificate: nothing that every machine has could make one that has expired already.
 * @see RFC 5280, section 4.1
 */
export const makeCertificate = ({
  notBefore = new Date(Date.now() - 3_600_000),
  notAfter = new Date(Date.now() + 30 * 86_400_000),
} = {}): TestCertificate => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(ids.signature);
  const name = sequence(set(sequence(ids.name, der(0x0c, Buffer.from('gapwatch test')))));
  // The address, as iPAddress in a GeneralNames.
  const altNames = sequence(ids.altNames, der(0x04, sequence(der(0x87, Buffer.of(127, 0, 0, 1)))));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.concat([Buffer.of(1), randomBytes(8)])),
    algorithm,
    name,
    sequence(time(notBefore), time(notAfter)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(altNames)),
  );
  const signature = der(0x03, Buffer.of(0), sign('sha256', body, privateKey));
  const base64 = sequence(body, algorithm, signature).toString('base64').replace(/.{64}/g, '$&\n');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${base64.trimEnd()}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
};
