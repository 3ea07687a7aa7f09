import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type SecureVersion } from 'node:tls';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificate, type TestCertificate } from '../../test/support/make-certificate.ts';
import { startApp, type TestApp, until } from '../../test/support/start-app.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';

const now = Math.floor(Date.now() / 1e3) * 1e3;
const days = (count: number) => new Date(now + count * 86_400_000);

describe('the service with a certificate', () => {
  let folder: string;
  let mariadb: TestMariadb;
  let app: TestApp;
  const files = () => ({ certFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') });
  const install = async ({ cert, key }: TestCertificate) => {
    await writeFile(files().certFile, cert);
    await writeFile(files().keyFile, key);
  };
  const serial = ({ cert }: TestCertificate) => new X509Certificate(cert).serialNumber;

  /** The serial number of the certificate that one connection gets, and its version of TLS. */
  const shakeHands = async (maxVersion: SecureVersion = 'TLSv1.3') => {
    const { hostname, port } = new URL(app.url);
    const ciphers = 'DEFAULT@SECLEVEL=0';
    const socket = connect({
      host: hostname,
      port: Number(port),
      rejectUnauthorized: false,
      minVersion: 'TLSv1',
      maxVersion,
      ciphers,
    });
    try {
      await once(socket, 'secureConnect');
      return { serial: socket.getPeerX509Certificate()?.serialNumber, version: socket.getProtocol() };
    } finally {
      socket.destroy();
    }
  };
  /** What both workers show, as connections go to them in turns. */
  const shown = async () => new Set([(await shakeHands()).serial, (await shakeHands()).serial]);
  const converse = async (ca: string): Promise<Socket> => {
    const socket = io(app.url, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      ca,
      auth: { token: await app.token() },
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    return socket;
  };
  const say = (socket: Socket): Promise<unknown> =>
    socket.timeout(10_000).emitWithAck('send_message', 'I', 'n', 1, 'hello');
  const notAfter = async () =>
    Number(/^chat_certificate_not_after_timestamp_seconds (\S+)$/m.exec(await app.metrics())?.[1]);

  const first = makeCertificate({ notAfter: days(40) });
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gapwatch-tls-'));
    mariadb = await startMariadb();
    await install(first);
    app = await startApp(
      { mysqlPort: mariadb.port, mysqlPasswordFile: mariadb.appPasswordFile },
      { app: { tls: files() } },
    );
  });
  afterAll(async () => {
    await app?.stop();
    await mariadb?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('talks https and wss by TLS 1.2 and newer only, and tells when the certificate expires', async () => {
    expect(await shown()).toEqual(new Set([serial(first)]));
    expect(await shakeHands('TLSv1.2')).toMatchObject({ version: 'TLSv1.2' });
    await expect(shakeHands('TLSv1.1')).rejects.toThrow(/protocol version|unsupported protocol/i);
    const socket = await converse(first.cert);
    expect(await say(socket)).toMatchObject({ ok: true });
    socket.disconnect();
    expect(await notAfter()).toBe(days(40).getTime() / 1e3);
  });

  it('takes a renewed certificate without a restart, and drops nobody', async () => {
    const sockets = [await converse(first.cert), await converse(first.cert)];
    const processes = app.processes();
    const second = makeCertificate({ notAfter: days(50) });
    await install(second);
    await until('Both workers show it', async () => (await shown()).has(serial(second)) && (await shown()).size === 1);
    expect(await notAfter()).toBe(days(50).getTime() / 1e3);
    for (const socket of sockets) expect(await say(socket)).toMatchObject({ ok: true });
    expect(app.processes()).toEqual(processes);
    const newcomer = await converse(second.cert);
    expect(await say(newcomer)).toMatchObject({ ok: true });
    for (const socket of [...sockets, newcomer]) socket.disconnect();
    expect(await app.output()).toContain(
      `A new certificate is served from now on, valid until ${days(50).toISOString()}.`,
    );
  });

  it('refuses a pair that cannot be served, in one sentence, and goes on with the old one, also in a new worker', async () => {
    const [before] = await shown();
    const lines = async () => (await app.output()).match(/The new certificate is refused, the old one stays: [^"]*/g);
    await writeFile(files().certFile, makeCertificate().cert);
    await until('It is refused', async () => (await lines())?.length === 1);
    await writeFile(files().certFile, 'broken');
    await until('It is refused', async () => (await lines())?.length === 2);
    expect(await lines()).toEqual([
      `The new certificate is refused, the old one stays: The key in ${files().keyFile} does not belong to the certificate in ${files().certFile}.`,
      `The new certificate is refused, the old one stays: ${files().certFile} holds no certificate as PEM.`,
    ]);
    const [victim] = app.processes().filter((pid) => pid !== app.child.pid);
    process.kill(Number(victim), 'SIGKILL');
    await until('Another worker serves', async () => {
      const page = await app.metrics();
      return /^chat_worker_restarts_total 1$/m.test(page) && page.includes('chat_workers{state="running"} 2\n');
    });
    expect(await shown()).toEqual(new Set([before]));
    expect(await lines()).toHaveLength(2);
  });

  it('warns of a certificate that has expired', async () => {
    await install(makeCertificate({ notBefore: days(-90), notAfter: days(-1) }));
    await until('It is taken', async () => (await notAfter()) === days(-1).getTime() / 1e3);
    expect(await app.output()).toContain(
      `The certificate has expired on ${days(-1).toISOString()}: browsers refuse it. Renew it.`,
    );
  });
});
