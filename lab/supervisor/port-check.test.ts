import { expect, it } from 'vitest';
import { parseConfig } from '../../config/load-config.ts';
import { freePort } from '../../test/support/free-port.ts';
import { checkPorts } from './port-check.ts';

const host = '127.0.0.1';

it('is content with free ports', async () => {
  const ports = [await freePort(), await freePort()];
  await checkPorts([{ name: 'app', host, ports }], parseConfig({}, '/nowhere/gapwatch.config.ts'));
});

it('names all ports that the configuration gives to two, and the keys that change them', async () => {
  const [shared, twice] = [await freePort(), await freePort()];
  const input = { app: { port: twice, metricsPort: twice }, exporter: { port: shared }, redis: { port: shared } };
  const listeners = [
    { name: 'redis', host, ports: [shared] },
    { name: 'app', host, ports: [twice, twice] },
    { name: 'exporter', host, ports: [shared] },
  ];
  await expect(checkPorts(listeners, parseConfig(input, '/nowhere/gapwatch.config.ts'))).rejects.toThrow(
    [
      `Port ${shared} is given to redis and exporter; change one of redis.port and exporter.port in the configuration.`,
      `Port ${twice} is given to app twice; change one of app.port and app.metricsPort in the configuration.`,
    ].join('\n'),
  );
});
