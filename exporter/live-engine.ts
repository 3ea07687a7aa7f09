import type { Config } from '../config/load-config.ts';
import { chooseCollectors } from './collector-choice.ts';
import { collectorParts } from './collectors.ts';
import type { Collector } from './engine/collector.ts';
import { type Engine, makeEngine } from './engine/engine.ts';
import type { Turns } from './engine/turns.ts';
import { checkFamilies } from './family-check.ts';
import type { Log } from './log.ts';

/** An engine whose collectors follow the configuration. */
export interface LiveEngine extends Engine {
  /**
   * Takes another configuration. Collectors of which nothing has changed stay, with their connections and what they remember;
   * the others end once the scrapes that use them have.
   * @throws ConfigError or ExporterError if it cannot be taken; all stays as it was
   */
  readonly follow: (config: Config) => Promise<void>;
}

/** Collectors that run, and what of the configuration they came from. */
interface Part {
  readonly key: string;
  readonly collectors: readonly Collector[];
}

/** The engine of one configuration, with the scrapes that it is answering. */
interface Running {
  readonly key: string;
  readonly engine: Engine;
  inFlight: number;
  onIdle: () => void;
}

/** A collector that stays serves two engines for a moment: it collects for one after the other. */
const oneAtATime = (collector: Collector): Collector => {
  let turn: Promise<unknown> = Promise.resolve();
  return {
    ...collector,
    collect(collection) {
      const mine = turn.then(() => {
        collection.signal.throwIfAborted();
        return collector.collect(collection);
      });
      turn = mine.catch(() => {});
      return mine;
    },
  };
};

const makePart = (key: string, make: () => readonly Collector[]): Part => ({
  key,
  collectors: make().map(oneAtATime),
});

const closeParts = async (parts: readonly Part[]): Promise<void> => {
  await Promise.all(parts.flatMap(({ collectors }) => collectors.map((collector) => collector.close?.())));
};

/**
 * Makes the engine of a configuration.
 * @throws ConfigError or ExporterError if the configuration cannot be taken
 */
export const makeLiveEngine = async (first: Config, log: Log, turns: Turns): Promise<LiveEngine> => {
  let parts: readonly Part[] = [];
  let retired: readonly Part[] = [];

  const start = async (config: Config, next: readonly Part[]): Promise<Running> => {
    const { collectors: settings, seriesPerFamily } = config.exporter;
    const collectors = chooseCollectors(
      next.flatMap((part) => part.collectors),
      settings,
    );
    checkFamilies(collectors);
    const fresh = next.filter((part) => !parts.includes(part)).flatMap((part) => part.collectors);
    const names = fresh.map(({ name }) => name);
    for (const { name, enabled, check } of collectors) {
      if (!enabled || !names.includes(name)) continue;
      for (const sentence of (await check?.()) ?? []) log('warn', sentence);
    }
    return {
      key: JSON.stringify([next.map(({ key }) => key), settings, seriesPerFamily]),
      engine: makeEngine(collectors, log, { turns, mostSamples: seriesPerFamily }),
      inFlight: 0,
      onIdle: () => {},
    };
  };

  const take = async (config: Config): Promise<Running> => {
    const next = collectorParts(config).map(({ reads, make }, place) => {
      const key = JSON.stringify([place, reads]);
      return parts.find((part) => part.key === key) ?? makePart(key, make);
    });
    try {
      const running = await start(config, next);
      const gone = parts.filter((part) => !next.includes(part));
      retired = [...retired, ...gone];
      parts = next;
      return running;
    } catch (error) {
      await closeParts(next.filter((part) => !parts.includes(part)));
      throw error;
    }
  };

  const closeRetired = () => {
    const gone = retired;
    retired = [];
    return closeParts(gone);
  };

  let current = await take(first);
  let retiring: Promise<void> = Promise.resolve();
  return {
    get names() {
      return current.engine.names;
    },
    get disabled() {
      return current.engine.disabled;
    },
    help: (name) => current.engine.help(name),
    outcomes: () => current.engine.outcomes(),
    details: () => current.engine.details(),
    async scrape(budgetMs, only) {
      const mine = current;
      mine.inFlight += 1;
      try {
        return await mine.engine.scrape(budgetMs, only);
      } finally {
        mine.inFlight -= 1;
        if (mine.inFlight === 0) mine.onIdle();
      }
    },
    async follow(config) {
      // At most two configurations hold connections at a time: MySQL gives a user only so many.
      await retiring;
      const before = current;
      const after = await take(config);
      // With nothing changed, the engine stays too, and with it what it has counted.
      if (after.key === before.key) return;
      current = after;
      const { promise, resolve } = Promise.withResolvers<void>();
      retiring = promise;
      before.onIdle = () => resolve(closeRetired());
      if (before.inFlight === 0) before.onIdle();
    },
    async close() {
      await closeParts([...parts, ...retired]);
    },
  };
};
