import { expect, it } from 'vitest';
import { parseConfig } from '../../config/load-config.ts';
import { createTelemetry } from '../telemetry/telemetry.ts';
import { handCertificates } from './hand-certificates.ts';

it('refuses to start without the certificate that the configuration names, in a sentence', async () => {
  const config = parseConfig({ app: { tls: { certFile: 'cert.pem', keyFile: '/key.pem' } } }, '/nowhere/config.ts');
  const quiet = () => {};
  const handing = handCertificates(config, {
    workers: () => [],
    telemetry: createTelemetry(),
    log: { error: quiet, warn: quiet, info: quiet, debug: quiet },
    signal: new AbortController().signal,
  });
  await expect(handing).rejects.toThrow(
    expect.objectContaining({
      name: 'StartError',
      message:
        "/nowhere/cert.pem cannot be read (ENOENT: no such file or directory, open '/nowhere/cert.pem'). " +
        'Correct app.tls, or leave it out to serve plain http.',
    }),
  );
});
