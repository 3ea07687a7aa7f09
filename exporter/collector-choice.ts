import type { Config } from '../config/load-config.ts';
import type { Collector } from './engine/collector.ts';
import { ExporterError } from './exporter-error.ts';

/**
 * The collectors as the configuration wants them: switched on or off, and with its deadlines.
 * @throws ExporterError if it names one that there is not
 */
export const chooseCollectors = (
  collectors: readonly Collector[],
  settings: Config['exporter']['collectors'],
): readonly Collector[] => {
  const names = collectors.map(({ name }): string => name);
  const unknown = Object.keys(settings).filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new ExporterError(
      `No such collector: ${unknown.join(', ')} (exporter.collectors, --collector, --no-collector); there are ${names.join(', ')}.`,
    );
  }
  return collectors.map((collector) => {
    const { enabled = collector.enabled, timeoutMs = collector.timeoutMs } = settings[collector.name] ?? {};
    return { ...collector, enabled, timeoutMs };
  });
};
