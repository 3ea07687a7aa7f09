import { ConfigError } from '../config/config-error.ts';
import type { Metric } from '../metrics/declare.ts';
import { openMetricsName } from '../metrics/exposition/format.ts';
import { customQueryFamilies } from './custom/families.ts';
import type { Collector } from './engine/collector.ts';
import { collectorFamilies, exporterFamilies } from './engine/families.ts';

/**
 * Refuses a metric of the user's that something else makes already: Prometheus would take one of the two.
 * @throws ConfigError naming it
 */
export const checkFamilies = (collectors: readonly Collector[]): void => {
  const own = Object.values<Metric>(customQueryFamilies);
  const custom = collectors.filter(({ name }) => name === 'custom_queries').flatMap(({ families }) => families);
  const others = collectors.filter(({ name }) => name !== 'custom_queries');
  const taken = new Set(
    [
      ...own,
      ...others.flatMap(({ families }) => families),
      ...Object.values(collectorFamilies),
      ...Object.values(exporterFamilies),
    ].flatMap((metric) => [metric.name, openMetricsName(metric)]),
  );
  const prefixes = others.flatMap(({ openFamilies }) => openFamilies?.prefixes ?? []);
  for (const metric of custom.filter((one) => !own.includes(one))) {
    const { name } = metric;
    if (taken.has(name) || taken.has(openMetricsName(metric)) || prefixes.some((prefix) => name.startsWith(prefix))) {
      throw new ConfigError(
        `exporter.queries declares ${name}, which the exporter makes by itself; choose another name.`,
      );
    }
  }
};
