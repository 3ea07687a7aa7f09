import { createServer as createHttpServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { SecureContextOptions, TLSSocket } from 'node:tls';
import { type Authenticate, makeBasicAuth, type Verdict } from './basic-auth.ts';
import { compareInThread } from './bcrypt.ts';
import type { TlsSettings } from './web-settings.ts';
import type { WebSource } from './web-source.ts';

const refusals: Readonly<Record<Exclude<Verdict, 'known'>, readonly [status: number, sentence: string]>> = {
  unknown: [401, 'Name and password are needed (basic_auth_users of the web configuration).'],
  busy: [503, 'Too many passwords are being checked; ask again later.'],
};

const contextOf = ({ cert, key, ca, minVersion, maxVersion }: TlsSettings): SecureContextOptions => ({
  cert,
  key,
  minVersion,
  maxVersion,
  ...(ca !== undefined && { ca }),
});

/** Whether the client has shown what the policy wants. @see https://pkg.go.dev/crypto/tls#ClientAuthType */
const isWelcome = (socket: TLSSocket, policy: TlsSettings['clientAuth']): boolean => {
  const shown = Object.keys(socket.getPeerCertificate()).length > 0;
  switch (policy) {
    case 'RequireClientCert':
    case 'RequireAnyClientCert':
      return shown;
    case 'VerifyClientCertIfGiven':
      return !shown || socket.authorized;
    case 'RequireAndVerifyClientCert':
      return socket.authorized;
    default:
      return true;
  }
};

/** Lets a listener see only requests with a name and password that are known, where there are any; and sets the headers. */
const guard =
  (source: WebSource, authenticate: Authenticate, listener: RequestListener): RequestListener =>
  async (request, response) => {
    const { headers, users } = source.current();
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (users.size === 0) return listener(request, response);
    // A comparison that could not be made is for the next request to make.
    const verdict = await authenticate(request.headers.authorization, users).catch((): Verdict => 'busy');
    if (verdict === 'known') return listener(request, response);
    const [status, sentence] = refusals[verdict];
    response.writeHead(status, {
      'content-type': 'text/plain; charset=utf-8',
      ...(verdict === 'unknown' && { 'www-authenticate': 'Basic realm="gapwatch exporter", charset="UTF-8"' }),
    });
    response.end(`${sentence}\n`);
  };

/**
 * Makes the HTTP server that a web configuration wants: http or https, for everybody or for those with a password. What changes
 * counts from the next connection or request on.
 */
export const createWebServer = (source: WebSource, options: ServerOptions, listener: RequestListener): Server => {
  const guarded = guard(source, makeBasicAuth(compareInThread), listener);
  const { tls } = source.current();
  if (!tls) return createHttpServer(options, guarded);
  const { clientAuth } = tls;
  const server = createHttpsServer(
    {
      ...options,
      ...contextOf(tls),
      // A client that does not even finish this one holds a connection that others want.
      handshakeTimeout: 5_000,
      requestCert: clientAuth !== 'NoClientCert',
      rejectUnauthorized: clientAuth === 'RequireAndVerifyClientCert',
    },
    guarded,
  );
  server.on('secureConnection', (socket) => {
    if (!isWelcome(socket, clientAuth)) socket.destroy();
  });
  source.onNew(({ tls: next }) => {
    if (next) server.setSecureContext(contextOf(next));
  });
  return server;
};
