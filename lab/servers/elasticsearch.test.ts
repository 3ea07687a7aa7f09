import { readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startElasticsearch } from '../../test/support/start-servers.ts';
import type { TestServer } from '../../test/support/start-service.ts';
import { findElasticsearch } from './elasticsearch-home.ts';

describe('findElasticsearch', () => {
  it('says that the variable names none', async () => {
    await expect(findElasticsearch({ GAPWATCH_ELASTICSEARCH: '/nowhere' })).rejects.toThrow(
      'GAPWATCH_ELASTICSEARCH is /nowhere, but no Elasticsearch (with bin/elasticsearch) is there; correct the variable or unset it.',
    );
  });
});

describe('elasticsearch', () => {
  let server: TestServer;
  let client: Client;
  beforeAll(async () => {
    server = await startElasticsearch();
    client = new Client({ node: server.url });
  });
  afterAll(async () => {
    await client.close();
    await server.stop();
  });

  it('runs the version that was found, in a folder that only its owner may enter', async () => {
    expect((await client.info()).version.number).toBe(server.service.version);
    expect((await stat(server.folder)).mode & 0o777).toBe(0o700);
  });

  it('keeps its data over a stop and a start that was cut short, without being root', async () => {
    await client.index({ index: 'words', id: '1', document: { text: 'kept' } });
    await server.halt();
    // As a start leaves it that is killed while it makes its keystore.
    const conf = join(server.folder, 'elasticsearch/conf');
    await rename(join(conf, 'elasticsearch.keystore'), join(conf, 'elasticsearch.keystore.tmp'));
    await server.start();
    expect((await client.get({ index: 'words', id: '1' }))._source).toEqual({ text: 'kept' });
    const { nodes } = await client.nodes.info({ metric: 'process' });
    for (const { process: java } of Object.values(nodes)) {
      expect(await readFile(`/proc/${java?.id}/status`, 'utf8')).not.toMatch(/^Uid:\s+0\b/m);
    }
    expect.assertions(2);
  });
});
