import { Client } from '@elastic/elasticsearch';
import { startElasticsearch } from '../support/start-servers.ts';
import { type Cell, type Row, runRow } from './row.ts';
import { type Scenario, scenarios } from './scenarios.ts';

/** What is to be soaked. */
export interface LogsPlan {
  readonly sink: 'elasticsearch' | 'logstash';
  readonly seconds: number;
  /** Lines a second of each process. */
  readonly rates: readonly number[];
  /** Names of scenarios; all where there are none. */
  readonly only: readonly string[];
}

/** Lines a second that the scenarios of a group offer together: what one Elasticsearch on a small machine takes in some minutes. */
const together = 20_000;

/** As in production, but for pauses: an outage of half a minute should not be followed by another half of waiting. */
const usual = { timeoutMs: 10_000, settleMs: 10_000, pauses: { least: 500, most: 5_000 } } as const;

const groupsOf = (all: readonly Scenario[], rate: number): Scenario[][] => {
  const size = Math.max(1, Math.floor(together / (rate * 4)));
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
};

/**
 * Runs every cell of a plan, side by side as far as the machine bears it, each group before an Elasticsearch of its own.
 * @param keep gets the cells of each group as soon as they are judged
 */
export const soakLogs = async (
  plan: LogsPlan,
  say: (line: string) => void,
  keep: (cells: readonly Cell[]) => Promise<void>,
): Promise<Cell[]> => {
  const { sink, seconds, rates, only } = plan;
  const known = scenarios.filter(({ straightOnly }) => sink === 'elasticsearch' || !straightOnly);
  const chosen = only.length === 0 ? known : known.filter(({ name }) => only.includes(name));
  const cells: Cell[] = [];
  for (const rate of rates) {
    for (const group of groupsOf(chosen, rate)) {
      say(`${rate} lines/s, ${seconds} s: ${group.map(({ name }) => name).join(', ')}`);
      const server = await startElasticsearch();
      const client = new Client({ node: server.url, requestTimeout: 120_000 });
      try {
        const row = (scenario: Scenario): Row => ({
          scenario,
          sink,
          seconds,
          rateOf: () => rate,
          ...usual,
          url: server.url,
          client,
        });
        const done = (await Promise.all(group.map((scenario) => runRow(row(scenario))))).flat();
        for (const { scenario, end, wrong } of done) {
          for (const sentence of wrong) say(`WRONG ${scenario}, ${end}, ${rate} lines/s: ${sentence}`);
        }
        cells.push(...done);
        await keep(done);
      } finally {
        await client.close();
        await server.stop();
      }
    }
  }
  return cells;
};
