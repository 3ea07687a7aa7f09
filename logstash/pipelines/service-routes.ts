import type { Config } from '../../config/load-config.ts';
import { serviceStreams } from '../service-streams.ts';
import type { Step } from '../steps/step.ts';

type RouteField = 'event.dataset' | 'data_stream' | 'data_stream.dataset' | 'data_stream.namespace';

/**
 * Gives the lines of each service that is named the data stream that it has: the one that its transport would ship them to itself. Lines
 * of any other keep none, and go where those of the chat do: Logstash may write there, so that they are neither lost nor in others' way.
 */
export const serviceRoutes = (config: Pick<Config, 'environment' | 'logs'>): readonly Step<RouteField>[] => {
  const routes = serviceStreams(config).map(
    ({ dataset, namespace = config.environment }) =>
      ({
        do: 'when',
        if: { is: 'one of', field: 'event.dataset', values: [dataset] },
        steps: [
          { do: 'set', into: 'data_stream.dataset', value: dataset },
          { do: 'set', into: 'data_stream.namespace', value: namespace },
        ],
      }) as const,
  );
  // What a line says of data streams itself decides nothing.
  return routes.length === 0 ? [] : [{ do: 'remove', fields: ['data_stream'] }, ...routes];
};
