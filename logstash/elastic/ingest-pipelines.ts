import { nginxSteps } from '../nginx/steps.ts';
import { ingestProcessors } from '../steps/ingest-processors.ts';
import { meta } from './owner.ts';
import { tidyProcessor } from './tidy-script.ts';

/** Lines of the chat come as they are to be; other senders of such may not be as careful. */
export const linesPipeline = (): object => ({
  _meta: meta('logstash/elastic/ingest-pipelines.ts'),
  processors: [tidyProcessor],
});

/**
 * Only the line says who asked. A sender's own client would be overwritten, and its place may be one that Elasticsearch refuses in
 * spite of ignore_malformed: it does so with [0].
 */
const forgetClient = {
  script: {
    lang: 'painless',
    source: "ctx.entrySet().removeIf(entry -> entry.getKey() == 'client' || entry.getKey().startsWith('client.'))",
  },
} as const;

/** Does for accesses that Filebeat sends itself what Logstash does for those that it gets. */
export const nginxPipeline = (): object => ({
  _meta: meta('logstash/elastic/ingest-pipelines.ts and logstash/nginx/steps.ts'),
  processors: [
    forgetClient,
    ...ingestProcessors(nginxSteps),
    { set: { field: '_id', copy_from: 'event.id', ignore_empty_value: true } },
    { remove: { field: '_tmp', ignore_missing: true } },
    tidyProcessor,
  ],
  // A document that is none of an access in any way, as one whose url is a text: kept as it came.
  on_failure: [
    { remove: { field: '_tmp', ignore_missing: true, ignore_failure: true } },
    { set: { field: 'event.kind', value: 'pipeline_error', ignore_failure: true } },
    tidyProcessor,
  ],
});

/** Looks up where addresses are; apart, as a server without such a map refuses whatever names it. */
export const geoLookup = (): object => ({
  _meta: meta('logstash/elastic/ingest-pipelines.ts'),
  processors: [
    {
      geoip: {
        field: 'client.ip',
        target_field: 'client.geo',
        properties: ['location', 'country_iso_code', 'country_name', 'region_name', 'city_name'],
        ignore_missing: true,
        ignore_failure: true,
      },
    },
  ],
});
