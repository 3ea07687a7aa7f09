import { createServer as createHttpServer, type Server as HttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import type { Certificate } from './certificate.ts';

/** Where the certificate comes from, and each that follows it. */
export interface CertificateSource {
  readonly first: Promise<Pick<Certificate, 'cert' | 'key'>>;
  readonly onNew: (listener: (certificate: Pick<Certificate, 'cert' | 'key'>) => void) => void;
}

/** Browsers have left everything older behind since 2020. */
const minVersion = 'TLSv1.2';

/**
 * Makes the server that people's browsers reach: http, or https where there is a certificate. A new one counts from the next
 * connection on; those that stand are left alone.
 */
export const createServiceServer = async (
  handler: RequestListener,
  certificates: CertificateSource | undefined,
): Promise<HttpServer | HttpsServer> => {
  if (certificates === undefined) return createHttpServer(handler);
  const server = createHttpsServer({ ...(await certificates.first), minVersion }, handler);
  certificates.onNew((certificate) => server.setSecureContext({ ...certificate, minVersion }));
  return server;
};
