import type { logFields } from '../../app/logging/fields.ts';
import type { Config } from '../../config/load-config.ts';
import { chatLines } from '../log-streams.ts';
import { fieldReference, filterLines, quote } from '../steps/logstash-text.ts';
import { elasticsearchOutput, secret } from './elasticsearch-output.ts';
import { pipelineText } from './pipeline-text.ts';
import { serviceRoutes } from './service-routes.ts';

type FieldName = (typeof logFields)[number]['name'];

/** A declared field as Logstash writes it; one that is not declared does not compile. */
const field = (name: FieldName): string => fieldReference(name);

const id = field('event.id');

/** Port of the HTTP input, within its container. */
const inputPort = 8080;

/** Whom it takes lines of, where the service has to say who it is. */
const login = ({ logs: { logstashUser } }: Config): string[] =>
  logstashUser
    ? [`  user => ${quote(logstashUser.user)}`, `  password => ${secret('GAPWATCH_LOGSTASH_INPUT_PASSWORD')}`]
    : [];

/**
 * The pipeline from the app, and from other services that log by `gapwatch/winston`, which post ECS documents as JSON, to the data stream
 * of each.
 */
export const chatAppPipeline = (config: Config): string => {
  const routes = serviceRoutes(config);
  return pipelineText({
    source: 'logstash/pipelines/chat-app.ts',
    input: [
      'http {',
      `  port => ${inputPort}`,
      ...login(config),
      '  # The documents are ECS already. In ECS mode this input would write its own request over http.* and url.path.',
      '  ecs_compatibility => "disabled"',
      '  remote_host_target_field => "[@metadata][input][host]"',
      '  request_headers_target_field => "[@metadata][input][headers]"',
      '  additional_codecs => {',
      '    "application/json" => "json"',
      '    "application/x-ndjson" => "json_lines"',
      '  }',
      '}',
    ],
    filter: [
      '# Documents are stored under this id; all that lack one would otherwise be one document.',
      `if !${id} {`,
      `  uuid { target => ${quote(id)} }`,
      '  mutate { add_field => { "[labels][unfit]" => "no event.id" } }',
      '}',
      "# Logstash's own.",
      'mutate { remove_field => ["@version", "[event][original]"] }',
      ...(routes.length > 0
        ? [
            '# Lines of other services go to their own data streams; those of one that nobody named, where those of the chat do.',
          ]
        : []),
      ...filterLines(routes),
    ],
    output: elasticsearchOutput(config, chatLines, { ready: false, routed: routes.length > 0 }),
  });
};
