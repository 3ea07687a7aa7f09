import { join } from 'node:path';
import { loadConfig } from '../config/load-config.ts';
import { applyTemplate } from '../logstash/apply-template.ts';

// Gives the Elasticsearch of the containers the template of the log lines, before anybody writes one.
const { urls } = await loadConfig(join(import.meta.dirname, 'gapwatch.config.ts'));
await applyTemplate(urls.elasticsearch, (line) => console.log(line));
