import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * Headers that tell browsers to trust nothing but what the service itself serves: helmet's, with styles and fonts from here
 * only. What binds a browser to https is sent under TLS alone: over plain http it would lock people out of a service that
 * has no https, or of another on the same host.
 */
export const secureHeaders = ({ tls }: { readonly tls: boolean }): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      directives: {
        'style-src': ["'self'"],
        'font-src': ["'self'"],
        'upgrade-insecure-requests': tls ? [] : null,
      },
    },
    strictTransportSecurity: tls,
  });
