import { join } from 'node:path';
import { loadConfig } from '../config/load-config.ts';
import { applyResources } from '../logstash/elastic/apply-resources.ts';
import { elasticResources } from '../logstash/elastic-resources.ts';

// Gives the Elasticsearch of the containers what keeps the log lines, before anybody writes one.
const config = await loadConfig(join(import.meta.dirname, 'gapwatch.config.ts'));
await applyResources(config.urls.elasticsearch, elasticResources(config), (line) => console.log(line));
