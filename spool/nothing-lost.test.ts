import { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runRow } from '../test/soak/row.ts';
import { ends, type Scenario, scenarios } from '../test/soak/scenarios.ts';
import { startElasticsearch } from '../test/support/start-servers.ts';
import type { TestServer } from '../test/support/start-service.ts';

/** Lines a second: each fault meets all of them, and each way to end does. `npm run soak -- logs` runs every pairing, and for longer. */
const rates = [100, 1_000, 10_000];

const short = { seconds: 3, timeoutMs: 2_000, pauses: { least: 20, most: 200 } };

/** Some twenty processes share the machine with others. Milliseconds. */
const patience = 600_000;

describe('what a logger has logged', () => {
  let server: TestServer;
  let client: Client;
  beforeAll(async () => {
    server = await startElasticsearch();
    client = new Client({ node: server.url });
  });
  afterAll(async () => {
    await client?.close();
    await server?.stop();
  });

  const run = async (scenario: Scenario, sink: 'elasticsearch' | 'logstash') => {
    // Where ids stay unique nothing is gained by waiting.
    const settleMs = scenario.rollOver ? 10_000 : 500;
    const turn = scenarios.indexOf(scenario);
    const rateOf = (end: (typeof ends)[number]) => rates[(turn + ends.indexOf(end)) % 3] ?? 0;
    const cells = await runRow({ scenario, sink, rateOf, ...short, settleMs, url: server.url, client });
    expect(cells.map(({ end }) => end)).toEqual(ends);
    for (const { end, rate, wrong } of cells) expect([end, rate, wrong]).toEqual([end, rate, []]);
  };

  it.concurrent.each(scenarios)(
    'is stored once, however its process ends: $name',
    (scenario) => run(scenario, 'elasticsearch'),
    patience,
  );

  // Before the store it is the same spool: these are what Logstash answers in a way of its own.
  const toLogstash = ['healthy', 'status 413', 'reset after commit', 'poison document'];
  it.concurrent.each(scenarios.filter(({ name }) => toLogstash.includes(name)))(
    'is stored once by way of Logstash: $name',
    (scenario) => run(scenario, 'logstash'),
    patience,
  );
});
