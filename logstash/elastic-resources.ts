import type { Config } from '../config/load-config.ts';
import { geoLookup, linesPipeline, nginxPipeline } from './elastic/ingest-pipelines.ts';
import {
  dataStreamLifecycle,
  lifecyclePolicy,
  lifecycleTemplate,
  retentionPart,
  retentionTemplate,
} from './elastic/lifecycle.ts';
import { type ElasticResource, pathOf, resource } from './elastic/resource.ts';
import { elasticRoles, roleBody } from './elastic/roles.ts';
import { indexTemplate, mappingsTemplate, settingsTemplate } from './elastic/templates.ts';
import { chatLines, deadLetterLines, type LogStreamKind, nginxLines } from './log-streams.ts';
import { serviceStreams } from './service-streams.ts';
import { geoPipeline } from './steps/ingest-processors.ts';
import { streamIn } from './stream-names.ts';

const noPolicies = 'This Elasticsearch has no lifecycle policies: the lifecycle of the data streams takes their place.';
const noLifecycles =
  'This Elasticsearch has no lifecycles of data streams either: logs are kept until somebody deletes them.';
const noStreamsOnRequest = 'This Elasticsearch makes no data stream on request: each comes with its first line.';
const noUsers = 'This Elasticsearch has no users: whoever reaches it may do anything.';
const noRightToRoles = 'Who applies this may not change roles: they stay as they are.';
const noGeo = 'This Elasticsearch cannot tell where an address is: accesses get no place on the map.';

const ofStream = (config: Config, stream: LogStreamKind, pipeline: object): ElasticResource[] => {
  const { template } = stream;
  const dataStream = streamIn(config, stream);
  const policy = pathOf('lifecycle-policy', template);
  return [
    resource('ingest-pipeline', template, pipeline),
    resource('lifecycle-policy', template, lifecyclePolicy(config), { without: noPolicies }),
    resource('component-template', `${template}@settings`, settingsTemplate(stream)),
    resource('component-template', `${template}@mappings`, mappingsTemplate(stream)),
    resource('component-template', `${template}@lifecycle`, lifecycleTemplate(stream), { needs: policy }),
    resource('component-template', `${template}${retentionPart}`, retentionTemplate(config), { insteadOf: policy }),
    resource('index-template', template, indexTemplate(stream)),
    resource('data-stream', dataStream, undefined, { without: noStreamsOnRequest }),
    resource('data-stream-lifecycle', dataStream, dataStreamLifecycle(config), {
      without: noLifecycles,
      insteadOf: policy,
    }),
  ];
};

/**
 * All that Elasticsearch is to keep for the log lines, each thing after those that it names. `gapwatch generate` writes it into files;
 * the lab, Compose and whoever applies it put it where it belongs.
 */
export const elasticResources = (config: Config): readonly ElasticResource[] => [
  resource('ingest-pipeline', geoPipeline, geoLookup(), { without: noGeo }),
  ...ofStream(config, chatLines, linesPipeline()),
  ...ofStream(config, nginxLines, nginxPipeline()),
  ...ofStream(config, deadLetterLines, linesPipeline()),
  ...serviceStreams(config).flatMap((stream) => ofStream(config, stream, linesPipeline())),
  ...elasticRoles(serviceStreams(config)).map((role) =>
    resource('role', role.name, roleBody(role), { without: noUsers, withoutRight: noRightToRoles }),
  ),
];
