import type { GeneratedFile } from '../config/generated-file.ts';
import type { Config } from '../config/load-config.ts';
import { indexTemplate } from './index-template.ts';
import { lifecyclePolicy, lifecycleSettings } from './lifecycle.ts';
import { pipeline } from './pipeline.ts';
import { logstashYml, pipelinesYml } from './settings.ts';

const json = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** What Elasticsearch and Logstash need to take the log lines: templates, lifecycle, pipeline, settings. */
export const logstashFiles = (config: Config): GeneratedFile[] =>
  [
    { name: 'index-template.json', text: json(indexTemplate()) },
    { name: 'lifecycle-policy.json', text: json(lifecyclePolicy()) },
    { name: 'lifecycle-component.json', text: json(lifecycleSettings()) },
    { name: 'pipeline/chat-app.conf', text: pipeline(config) },
    { name: 'logstash.yml', text: logstashYml() },
    { name: 'pipelines.yml', text: pipelinesYml() },
  ].map(({ name, text }) => ({ path: `logstash/generated/${name}`, text }));
