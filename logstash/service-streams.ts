import type { Config } from '../config/load-config.ts';
import { loggedFields } from '../winston/fields.ts';
import type { LogStreamKind } from './log-streams.ts';

/** What the other services log that the configuration names, by `gapwatch/winston`. */
export const serviceStreams = ({ logs }: Pick<Config, 'logs'>): readonly LogStreamKind[] =>
  logs.services.map(({ dataset, environment, fields }) => ({
    type: 'logs',
    dataset,
    namespace: environment,
    fields: loggedFields(fields),
    // Apart from the templates of Elastic's integrations, which may be for datasets of the same name.
    template: `gapwatch-logs-${dataset}`,
    priority: 250,
    declaredIn: 'gapwatch.config.ts',
  }));
