import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { generateAll } from '../cli/generators.ts';
import { loadConfig } from '../config/load-config.ts';
import { nothingKnown } from '../dashboards/adapter/nothing-known.ts';
import { readState } from '../lab/supervisor/state.ts';
import { everyCollector, makeAsk } from './support/ask-prometheus.ts';
import { type ShownPanel, shownIn } from './support/dashboard-queries.ts';
import { type LabFolder, makeLabFolder } from './support/lab-process.ts';

const timeScale = 15;
const patient = { timeout: 240_000, interval: 500 };

describe('a lab into which nobody has come', () => {
  let lab: LabFolder;
  let running: ReturnType<LabFolder['run']>;
  let ask: ReturnType<typeof makeAsk>;
  let panels: ShownPanel[];

  const valuesOf = async (expr: string): Promise<number[]> => (await ask(expr)).map(({ value: [, value] }) => value);

  beforeAll(async () => {
    lab = await makeLabFolder({ collectors: everyCollector });
    running = lab.run('--time-scale', String(timeScale), '--without', 'people');
    await vi.waitFor(() => expect(readState(join(lab.folder, '.lab/state.json'))?.ready).toBe(true), patient);
    const config = await loadConfig(lab.configFile);
    ask = makeAsk(config.urls.prometheus);
    panels = shownIn(generateAll(config));
  }, 270_000);

  afterAll(async () => {
    running?.kill('SIGTERM');
    await running;
    await lab?.remove();
  });

  it('shows zero as zero, and says in words why nothing is there where that is so', async () => {
    const unexplained = async (): Promise<string[]> => {
      const answers = await Promise.all(
        panels.map(async ({ where, none, exprs }) => {
          const values = await Promise.all(exprs.map(valuesOf));
          return none === nothingKnown && values.every((series) => series.length === 0) ? [where] : [];
        }),
      );
      return answers.flat();
    };
    // Rates are there with the second scrape, what is recorded a little later.
    await vi.waitFor(async () => expect(await unexplained()).toEqual([]), patient);
    expect(panels.length).toBeGreaterThan(150);
  }, 270_000);

  it('shows no number that is none', async () => {
    const odd = await Promise.all(
      panels.map(async ({ where, exprs }) =>
        (await Promise.all(exprs.map(valuesOf))).flat().flatMap((value) => (Number.isNaN(value) ? [where] : [])),
      ),
    );
    expect(odd.flat()).toEqual([]);
  });
});
