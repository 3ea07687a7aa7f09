import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { elasticRoles, roleBody } from '../logstash/elastic/roles.ts';
import { countSpool } from '../test/support/spool-meter.ts';
import { until } from '../test/support/start-app.ts';
import { type SecureElasticsearch, startSecureElasticsearch } from '../test/support/start-secure-elasticsearch.ts';
import type { Credentials } from './credentials.ts';
import { elasticsearchStore } from './elasticsearch.ts';
import { openSpool } from './spool.ts';

const stream = 'logs-chat.app-test';

describe('before an Elasticsearch that asks who one is, lines', () => {
  let server: SecureElasticsearch;
  let client: Client;
  let folder: string;
  beforeAll(async () => {
    server = await startSecureElasticsearch();
    client = new Client({ node: server.adminUrl });
    folder = await mkdtemp(join(tmpdir(), 'gapwatch-credentials-'));
    await client.indices.putIndexTemplate({
      name: 'logs-chat.app',
      index_patterns: ['logs-chat.app-*'],
      data_stream: {},
      priority: 200,
    });
    for (const role of elasticRoles()) {
      await client.transport.request({ method: 'PUT', path: `/_security/role/${role.name}`, body: roleBody(role) });
    }
  });
  afterAll(async () => {
    await client?.close();
    await server?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const open = (name: string, credentials: Credentials) => {
    const counted = countSpool();
    const troubles: string[] = [];
    const spool = openSpool({
      folder: join(folder, name),
      store: elasticsearchStore(server.url, stream, { credentials }),
      destination: stream,
      meter: counted.meter,
      limitBytes: 1e8,
      sync: 'interval',
      onTrouble: (kind, reason) => troubles.push(kind === undefined ? 'well' : `${kind}: ${reason}`),
      onFailure: () => {},
      pauses: { least: 5, most: 50 },
      gather: 5,
      settleMs: 5,
    });
    let written = 0;
    /** Writes a line, and waits until it is stored. */
    const ship = async (label: string) => {
      written += 1;
      spool.write(`${name}-${written}`, JSON.stringify({ '@timestamp': new Date(), message: label }), 'info');
      const ids = [`${name}-${written}`];
      await until(`${label} is stored`, async () => {
        const { hits } = await client.search(
          { index: stream, query: { ids: { values: ids } }, allow_no_indices: true },
          { ignore: [404, 503] },
        );
        return (hits?.hits.length ?? 0) === 1;
      });
    };
    return { ...counted, spool, troubles, ship, write: (id: string) => spool.write(id, '{"@timestamp":0}', 'info') };
  };

  const makeKey = async (): Promise<{ id: string; encoded: string }> => {
    const shipper = elasticRoles().find(({ name }) => name === 'gapwatch-shipper');
    const roles = { shipper: { cluster: shipper?.cluster, indices: shipper?.indices } };
    return client.transport.request({
      method: 'POST',
      path: '/_security/api_key',
      body: { name: 'spool', role_descriptors: roles },
    });
  };

  it('are sent by the API key of a file, and by the next one as soon as that is refused', async () => {
    const apiKeyFile = join(folder, 'api-key');
    const { spool, troubles, counts, ship } = open('key', { apiKeyFile });
    const first = await makeKey();
    await writeFile(apiKeyFile, `${first.encoded}\n`);
    await ship('by the first key');
    const second = await makeKey();
    await writeFile(apiKeyFile, second.encoded);
    await client.security.invalidateApiKey({ ids: [first.id] });
    await ship('by the second key');
    expect(troubles).toEqual([]);

    await client.security.invalidateApiKey({ ids: [second.id] });
    const third = await makeKey();
    const shipped = ship('by the third key');
    await until('It is refused', async () => (counts['retried unauthorised'] ?? 0) > 2);
    expect(troubles).toEqual([expect.stringMatching(/^unauthorised: 401 /)]);
    await writeFile(apiKeyFile, third.encoded);
    await shipped;
    await until('It is told', async () => troubles.at(-1) === 'well');
    expect(Object.keys(counts).filter((name) => /dropped|dead/.test(name))).toEqual([]);
    await spool.close(1_000);
  });

  it('are sent by a user whose password stands in a file, and wait while it is not there', async () => {
    const passwordFile = join(folder, 'password');
    await client.security.putUser({ username: 'shipper', password: 'pass:wörd', roles: ['gapwatch-shipper'] });
    const { spool, troubles, counts, ship } = open('user', { user: 'shipper', passwordFile });
    const shipped = ship('by a user');
    await until('It waits', async () => (counts['retried unauthorised'] ?? 0) > 2);
    expect(troubles).toEqual([expect.stringContaining(`${passwordFile} cannot be read: ENOENT`)]);
    await writeFile(passwordFile, 'pass:wörd\n');
    await shipped;
    await spool.close(1_000);
  });

  it('wait for somebody who may send them', async () => {
    const passwordFile = join(folder, 'reader-password');
    await writeFile(passwordFile, 'long-enough');
    await client.security.putUser({ username: 'reader', password: 'long-enough', roles: ['gapwatch-reader'] });
    const { spool, troubles, counts, write } = open('reader', { user: 'reader', passwordFile });
    write('forbidden');
    await until('It is refused', async () => (counts['retried unauthorised'] ?? 0) > 2);
    expect(troubles).toEqual([expect.stringMatching(/^unauthorised: 403 .*unauthorized for user \[reader\]/)]);
    expect(spool.state()).toMatchObject({ up: false });
    expect(spool.state().bytes).toBeGreaterThan(0);
    await spool.close(0);
  });
});
