import type { GeneratedFile } from '../config/generated-file.ts';
import type { Config } from '../config/load-config.ts';
import { elasticResources } from './elastic-resources.ts';
import { filebeatYml } from './filebeat.ts';
import { logstashPipelines } from './logstash-pipelines.ts';
import { logstashYml, pipelinesYml } from './settings.ts';

const json = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** What Elasticsearch, Logstash and Filebeat need to take the log lines, one file a thing. */
export const logstashFiles = (config: Config): GeneratedFile[] =>
  [
    ...elasticResources(config).flatMap(({ kind, name, body }) =>
      body ? [{ name: `elasticsearch/${kind}/${name}.json`, text: json(body) }] : [],
    ),
    ...logstashPipelines.map(({ id, text }) => ({ name: `pipeline/${id}.conf`, text: text(config) })),
    { name: 'logstash.yml', text: logstashYml() },
    { name: 'filebeat.yml', text: filebeatYml() },
    { name: 'pipelines.yml', text: pipelinesYml() },
  ].map(({ name, text }) => ({ path: `logstash/generated/${name}`, text }));
