import { setTimeout as delay } from 'node:timers/promises';
import { register } from '../../metrics/prom-client.ts';
import { keepTrying } from '../keep-trying.ts';
import type { Log } from '../logging/log.ts';
import { chatMetrics } from '../metrics.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { type FindBadWord, findBadWordSteps } from './find-bad-word.ts';
import { runInSlices } from './steps.ts';
import { mostWords, type Words } from './words.ts';

/**
 * Finds bad words of lists that may change: every `period` milliseconds it asks whether they did, and then takes the new
 * ones. It begins once the lists could be read; later, while they cannot be, it goes on with those that it has.
 * @throws the signal's reason if it aborts before the lists could be read; later it only ends the asking
 */
export const startModeration = async (
  words: Words,
  options: {
    readonly period: number;
    readonly worker: string;
    readonly telemetry: Telemetry;
    readonly log: Log;
    readonly signal: AbortSignal;
  },
): Promise<FindBadWord> => {
  const { period, worker, telemetry, log, signal } = options;
  const duration = register(telemetry.registry, chatMetrics.moderationDuration);
  const listed = register(telemetry.registry, chatMetrics.moderationWords, 'max');
  const failures = register(telemetry.registry, chatMetrics.moderationReloadFailures);

  const load = async () => {
    // The version comes first: of a word that is added in between, it tells the next time.
    const version = await words.version();
    const lists = await words.read();
    // In slices: people talk meanwhile.
    const find = await runInSlices(findBadWordSteps(lists), signal);
    for (const list of ['badwords', 'allowwords'] as const) {
      listed.set({ worker, list }, lists[list].length);
      if (lists[list].length === mostWords) log.warn(`Only the first ${mostWords} words of ${list} are used.`);
    }
    return { version, find };
  };

  let current = await keepTrying('The list of bad words', load, { log, signal });
  const follow = async (): Promise<void> => {
    let failing = false;
    for (;;) {
      await delay(period, undefined, { signal, ref: false });
      try {
        if ((await words.version()) !== current.version) {
          current = await load();
          log.info('The list of bad words has changed; the new one is in use.');
        }
        failing = false;
      } catch (error) {
        if (signal.aborted) return;
        failures.add({});
        if (!failing) log.warn('The list of bad words cannot be read; the one before stays in use.', {}, error);
        failing = true;
      }
    }
  };
  // It ends by the signal, which makes its pause fail.
  follow().catch(() => {});

  return (text) => {
    const began = performance.now();
    const hit = current.find(text);
    duration.observe({}, (performance.now() - began) / 1e3);
    return hit;
  };
};
