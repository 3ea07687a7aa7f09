import { readFile } from 'node:fs/promises';
import { Client } from '@elastic/elasticsearch';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setUpElasticsearch } from '../../apply/elasticsearch/set-up.ts';
import { parseConfig } from '../../config/load-config.ts';
import { startElasticsearch } from '../../test/support/start-servers.ts';
import type { TestServer } from '../../test/support/start-service.ts';
import { elasticResources } from '../elastic-resources.ts';
import { nginxLines } from '../log-streams.ts';
import { abnormalAccess, nginxLogFields } from './fields.ts';
import { type Expected, expectedAccesses as expected } from './fixtures/expected-accesses.ts';

const index = 'logs-nginx.access-test';
/** A document as Filebeat sends it. */
const filebeat = (message: string, offset: number) => ({
  '@timestamp': '2026-12-01T00:00:00.000Z',
  message,
  ecs: { version: '8.0.0' },
  agent: { name: 'web1', type: 'filebeat' },
  input: { type: 'filestream' },
  host: { name: 'web1' },
  log: { offset, file: { path: '/var/log/nginx/access.log' } },
});

type Source = Readonly<Record<string, unknown>>;
const at = (source: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Source | undefined)?.[key], source);

/** The same as {@link Expected} says it, of a document. */
const tell = (source: Source): Expected => {
  const os = at(source, 'user_agent.os.name');
  const name = at(source, 'user_agent.name');
  const more = {
    ...(name !== undefined && { agent: { name, ...(os !== undefined && { os }) } }),
    ...(at(source, 'user.name') !== undefined && { user: at(source, 'user.name') }),
    ...(at(source, 'labels.search_term') !== undefined && { term: at(source, 'labels.search_term') }),
    ...(at(source, 'rule.name') !== undefined && { rules: at(source, 'rule.name') }),
  };
  return [
    String(at(source, 'client.address')),
    at(source, 'http.request.method') as string | undefined,
    at(source, 'url.path') as string | undefined,
    at(source, 'url.query') as string | undefined,
    at(source, 'http.response.status_code') as number | undefined,
    more,
  ];
};

describe('accesses in a real Elasticsearch', () => {
  let server: TestServer;
  let client: Client;
  let lines: readonly string[];
  beforeAll(async () => {
    lines = (await readFile(new URL('fixtures/access.log', import.meta.url), 'utf8')).trimEnd().split('\n');
    server = await startElasticsearch();
    client = new Client({ node: server.url });
    const config = parseConfig({ environment: 'test' }, '/project/gapwatch.config.ts');
    await setUpElasticsearch(server.url, elasticResources(config), () => {});
  });
  afterAll(async () => {
    await client?.close();
    await server?.stop();
  });

  const send = async (documents: readonly object[]) => {
    const { items } = await client.bulk({
      index,
      require_data_stream: true,
      refresh: true,
      operations: documents.flatMap((document) => [{ create: {} }, document]),
    });
    return items.map(({ create }) => create?.status);
  };
  /** What the pipeline makes of documents, without storing them. */
  const simulate = async (documents: readonly object[]): Promise<Source[]> => {
    const { docs } = await client.ingest.simulate({
      id: nginxLines.template,
      docs: documents.map((_source) => ({ _source })),
    });
    return docs.map((one) => one.doc?._source as Source);
  };

  it('are what nginx wrote of them', async () => {
    const documents = await simulate(lines.map((line, i) => filebeat(line, i)));
    const told = documents.map(tell);
    for (const [i, [address, method, path, query, status, more = {}]] of expected.entries()) {
      const { bytes, referrer, ...others } = more;
      const [, , toldPath] = told[i] ?? [];
      expect(told[i], lines[i]?.slice(0, 200)).toEqual([address, method, path ?? toldPath, query, status, others]);
      if (bytes !== undefined) expect(at(documents[i], 'http.response.body.bytes')).toBe(bytes);
      expect(at(documents[i], 'http.request.referrer')).toEqual(
        referrer ?? (lines[i]?.includes('evil.example/\\x22') ? expect.any(String) : undefined),
      );
    }
    expect(documents).toHaveLength(expected.length);
    for (const document of documents) {
      expect(at(document, '@timestamp')).toBe('2026-11-29T16:04:38.000Z');
      expect(at(document, 'event.outcome')).toBe(
        Number(at(document, 'http.response.status_code')) < 400 ? 'success' : 'failure',
      );
      for (const foreign of ['agent', 'input', '_tmp']) expect(document).not.toHaveProperty(foreign);
    }
  });

  it('meet every rule of what is abnormal, but for what an address may not', async () => {
    const rules = new Set(expected.flatMap(([, , , , , more]) => (more?.rules as string[] | undefined) ?? []));
    const [refused] = await simulate([filebeat((lines[0] ?? '').replace('" 200 ', '" 429 '), 0)]);
    expect([...rules, ...(at(refused, 'rule.name') as string[])].toSorted()).toEqual(
      Object.keys(abnormalAccess).toSorted(),
    );
  });

  it('fill every field that is declared, but for places, where no map of addresses is', async () => {
    const documents = await simulate(lines.map((line, i) => filebeat(line, i)));
    const empty = nginxLogFields.filter(({ name }) => documents.every((document) => at(document, name) === undefined));
    const { nodes } = (await client.nodes.info({ metric: 'ingest' })) as {
      nodes: Readonly<
        Record<string, { readonly ingest?: { readonly processors: readonly { readonly type: string }[] } }>
      >;
    };
    const hasMap = Object.values(nodes).some(({ ingest }) => ingest?.processors.some(({ type }) => type === 'geoip'));
    expect(hasMap ? [] : empty.map(({ name }) => name)).toEqual(
      hasMap ? [] : nginxLogFields.map(({ name }) => name).filter((name) => name.startsWith('client.geo.')),
    );
  });

  it('are stored once, however often Filebeat sends them, and two that say the same twice', async () => {
    const documents = lines.map((line, i) => filebeat(line, 1000 + i));
    expect(new Set(await send(documents))).toEqual(new Set([201]));
    expect(new Set(await send(documents))).toEqual(new Set([409]));
    const same = lines[0] ?? '';
    expect(await send([filebeat(same, 5000), filebeat(same, 6000)])).toEqual([201, 201]);
    // Of somebody who tells no place nothing can be known to be the same.
    expect(await send([{ message: same }, { message: same }])).toEqual([201, 201]);
  });

  it('that are none keep their text, and say so', async () => {
    const none = ['', 'hello', '2026/11/29 15:04:05 [error] 7#7: *1 connect() failed', '\u0000"[', '가'.repeat(40_000)];
    const documents = await simulate(none.map((line, i) => filebeat(line, i)));
    for (const [i, document] of documents.entries()) {
      expect(document).toMatchObject({ message: none[i], event: { kind: 'pipeline_error', dataset: 'nginx.access' } });
      expect(document).not.toHaveProperty('client.address');
    }
    expect(new Set(await send(none.map((line, i) => filebeat(line, 9000 + i))))).toEqual(new Set([201]));
  });

  it("answer the four questions of FunGap's boards", async () => {
    const { aggregations } = await client.search({
      index,
      size: 0,
      query: { range: { 'log.offset': { gte: 1000, lt: 2000 } } },
      aggs: {
        abnormal: {
          filter: { exists: { field: 'rule.name' } },
          aggs: { why: { terms: { field: 'rule.name', size: 20 } } },
        },
        terms: { terms: { field: 'labels.search_term' } },
        events: { value_count: { field: 'event.id' } },
        clients: { cardinality: { field: 'client.ip' } },
        bytes: { avg: { field: 'http.response.body.bytes' } },
        places: { geotile_grid: { field: 'client.geo.location', precision: 4 } },
      },
    });
    expect(aggregations).toMatchObject({
      abnormal: { doc_count: expected.filter(([, , , , , more]) => more?.rules).length },
      terms: {
        buckets: [{ key: '김치', doc_count: 1 }, { key: 'r&b mbti' }, { key: '김치 찌개' }].toSorted((a, b) =>
          a.key < b.key ? -1 : 1,
        ),
      },
      events: { value: expected.length },
      clients: { value: new Set(expected.map(([address]) => address)).size },
      bytes: { value: expect.any(Number) },
    });
  });

  it('come back whole, whatever is asked for', async () => {
    /** As nginx writes what may hold anything. @see https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format */
    const logged = (text: string) =>
      [...Buffer.from(text)]
        .map((byte) =>
          byte < 32 || byte > 126 || byte === 0x22 || byte === 0x5c
            ? `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`
            : String.fromCharCode(byte),
        )
        .join('');
    const word = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .filter((text) => text.trim() === text && text.isWellFormed());
    const request = fc.record({
      address: fc.oneof(fc.ipV4(), fc.ipV6()),
      method: fc.constantFrom('GET', 'POST', 'DELETE'),
      path: fc.array(word, { maxLength: 4 }).map((parts) => `/${parts.map(encodeURIComponent).join('/')}`),
      keyword: word.filter((text) => text !== '-'),
      status: fc.integer({ min: 100, max: 599 }),
      bytes: fc.nat(),
      agent: word.filter((text) => text !== '-'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 50 }), async (requests) => {
        const documents = await simulate(
          requests.map(({ address, method, path, keyword, status, bytes, agent }, i) =>
            filebeat(
              `${address} - - [29/Nov/2026:15:04:05 +0900] "${method} /board/search${path}?keyword=${encodeURIComponent(keyword)} HTTP/1.1" ${status} ${bytes} "-" "${logged(agent)}"`,
              i,
            ),
          ),
        );
        const seen = documents.map((document) => ({
          address: at(document, 'client.ip'),
          method: at(document, 'http.request.method'),
          path: at(document, 'url.path'),
          query: at(document, 'url.query'),
          status: at(document, 'http.response.status_code'),
          bytes: at(document, 'http.response.body.bytes'),
          agent: at(document, 'user_agent.original'),
        }));
        const shown = (text: string) => text.replace(/\p{Cc}/gu, ' ');
        expect(seen).toEqual(
          requests.map(({ address, method, path, keyword, status, bytes, agent }) => ({
            address,
            method,
            path: shown(`/board/search${decodeURIComponent(path)}`),
            query: shown(`keyword=${keyword}`),
            status,
            bytes,
            agent: logged(agent),
          })),
        );
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});
