import { createClient } from 'redis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRedis } from '../../test/support/start-servers.ts';
import type { TestServer } from '../../test/support/start-service.ts';

describe('redis', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());

  const run = async (...command: string[]): Promise<unknown> => {
    const client = await createClient({ url: server.url }).connect();
    try {
      return await client.sendCommand(command);
    } finally {
      client.destroy();
    }
  };

  it('keeps its data over a stop', async () => {
    await run('SET', 'room', 'I');
    await server.halt();
    await server.start();
    expect(await run('GET', 'room')).toBe('I');
  });

  it('is not ready while nothing listens', async () => {
    await server.halt();
    expect(await server.service.ready(AbortSignal.timeout(5000))).toBe(false);
    await server.start();
    expect(await server.service.ready(AbortSignal.timeout(5000))).toBe(true);
  });

  it('says the version of the program that runs', async () => {
    expect(await run('INFO', 'server')).toContain(`redis_version:${server.service.version}\r\n`);
  });
});
