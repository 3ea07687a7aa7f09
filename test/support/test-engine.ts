import type { Collection, Collector } from '../../exporter/engine/collector.ts';
import { type EngineOptions, makeEngine } from '../../exporter/engine/engine.ts';
import { metric } from '../../metrics/declare.ts';
import { renderSamples } from '../../metrics/samples.ts';

/** The family of a test's collectors. */
export const value = metric.gauge('test_value', { help: 'Value.' });

/** A collector of a test. */
export const collector = (
  name: Collector['name'],
  collect: (collection: Collection) => Promise<void>,
  more: Partial<Collector> = {},
): Collector => ({ name, help: 'Test.', enabled: true, timeoutMs: 5_000, families: [value], collect, ...more });

/** A collector that gives a sample. */
export const works = (name: Collector['name']): Collector => collector(name, async ({ emit }) => emit(value, {}, 7));

/** The engine of some collectors, with what it logs, and its page as the lines of samples without the durations. */
export const engineOf = (collectors: readonly Collector[], options?: EngineOptions) => {
  const log: string[] = [];
  const engine = makeEngine(collectors, (level, sentence) => log.push(`${level}: ${sentence}`), options);
  const page = async (budgetMs = 5_000, only?: ReadonlySet<string>) =>
    renderSamples(await engine.scrape(budgetMs, only))
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#') && !line.includes('duration'));
  return { engine, log, page };
};
