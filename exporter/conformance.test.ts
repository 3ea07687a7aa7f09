import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../config/load-config.ts';
import { openMetricsName } from '../metrics/exposition/format.ts';
import { renderSamples } from '../metrics/samples.ts';
import { freePort } from '../test/support/free-port.ts';
import { collectorTable } from './collector-table.ts';
import { makeCollectors } from './collectors.ts';
import { makeEngine } from './engine/engine.ts';
import { collectorFamilies, exporterFamilies } from './engine/families.ts';
import { makeSampler } from './engine/sampler.ts';
import { scrapeBudgetMs } from './engine/scrape-budget.ts';
import { makeTurns } from './engine/turns.ts';

const config = parseConfig({}, 'gapwatch.config.ts');
const collectors = makeCollectors(config);
const table = collectorTable(config).text;
const families = collectors.flatMap((collector) => collector.families);

/** A sentence for a person, and no error of the program. */
const sentence = /^(?!\w*Error\b)[A-Z`].*\.$/s;

describe.each(collectors)(
  'collector $name',
  ({ name, help, timeoutMs, supports, families, openFamilies, whenFailed }) => {
    it('says what it tells, and of which servers', () => {
      expect(help).toMatch(sentence);
      if (supports) expect(supports.servers).toMatch(/^\S.*[^.\s]$/);
    });

    it('has a deadline that a scrape of Prometheus waits for', () => {
      expect(timeoutMs).toBeGreaterThan(0);
      expect(timeoutMs).toBeLessThanOrEqual(scrapeBudgetMs('10'));
    });

    it('has families, and stands with all of them in the documentation', () => {
      expect(families.length + (openFamilies?.prefixes.length ?? 0)).toBeGreaterThan(0);
      const row = table.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
      for (const family of families) expect(row).toContain(`\`${family.name}\``);
      for (const prefix of openFamilies?.prefixes ?? []) expect(row).toContain(`\`${prefix}*\``);
    });

    it('stands in for its samples, where it fails, by its own families', async () => {
      const { emit, write } = makeSampler({ families });
      for (const { metric, labels, value } of whenFailed ?? []) emit(metric, labels, value);
      expect((await write(makeTurns())).families).toHaveLength(new Set(whenFailed?.map(({ metric }) => metric)).size);
    });
  },
);

it('gives no two families one name, in the text format and in OpenMetrics', () => {
  const all = [...families, ...Object.values(collectorFamilies), ...Object.values(exporterFamilies)];
  for (const names of [all.map(({ name }) => name), all.map(openMetricsName)]) {
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  }
});

it('leaves the names that a server gives to one collector', () => {
  for (const { name, openFamilies } of collectors) {
    const others = collectors.filter((other) => other.name !== name).flatMap((other) => other.families);
    const taken = others.filter((family) => openFamilies?.prefixes.some((prefix) => family.name.startsWith(prefix)));
    expect(taken.map((family) => family.name)).toEqual([]);
  }
});

describe('where the servers', () => {
  let folder: string;
  const silent: Server[] = [];
  const sockets: Socket[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gapwatch-conformance-'));
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    for (const server of silent.splice(0)) {
      server.close();
      await once(server, 'close');
    }
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** Takes connections at a port or path, and says nothing. */
  const startSilent = async (at: number | string) => {
    const server = createServer((socket) => sockets.push(socket.on('error', () => {})));
    server.listen(at);
    silent.push(server);
    await once(server, 'listening');
  };

  const scrapeAll = async (port: number, dockerSocket: string) => {
    const passwordFile = join(import.meta.dirname, '../package.json');
    const servers = {
      mysql: { port },
      urls: { elasticsearch: `http://127.0.0.1:${port}` },
      exporter: { dockerSocket, mysqlPasswordFile: passwordFile },
    };
    const engine = makeEngine(
      makeCollectors(parseConfig(servers, join(folder, 'gapwatch.config.ts'))).map((one) => ({
        ...one,
        enabled: true,
      })),
      () => {},
    );
    try {
      return { page: renderSamples(await engine.scrape(300)), outcomes: engine.outcomes() };
    } finally {
      await engine.close();
    }
  };

  it.each(['are not there', 'take connections and say nothing'])(
    '%s, each collector ends with a sentence',
    async (how) => {
      const port = await freePort();
      const dockerSocket = join(folder, 'docker.sock');
      if (how.startsWith('take')) {
        await startSilent(port);
        await startSilent(dockerSocket);
      }
      const { page, outcomes } = await scrapeAll(port, dockerSocket);
      expect(outcomes.map(({ name }) => name)).toEqual(collectors.map(({ name }) => name));
      for (const { name, state, reason } of outcomes) {
        if (state === 'succeeded') continue;
        expect(`${name}: ${reason}`).toMatch(/^\w+: (?!\w*Error\b)[A-Z`].*\.$/s);
        const line = state === 'failed' ? `success{collector="${name}"} 0` : `enabled{collector="${name}"} 0`;
        expect(page).toContain(`gapwatch_collector_${line}\n`);
      }
      expect(page).toContain('\nmysql_up 0\n');
    },
  );
});
