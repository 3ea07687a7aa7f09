import type { logFields } from '../app/logging/fields.ts';
import { logStream } from '../config/elasticsearch-names.ts';
import { generatedNotice } from '../config/generated-file.ts';
import type { Config } from '../config/load-config.ts';

type FieldName = (typeof logFields)[number]['name'];

/** A declared field as Logstash writes it; one that is not declared does not compile. */
const field = (name: FieldName): string =>
  name
    .split('.')
    .map((part) => `[${part}]`)
    .join('');

const id = field('event.id');

/** Port of the HTTP input, within its container. */
const inputPort = 8080;

/**
 * The pipeline from the app, which posts ECS documents as JSON, to the data stream.
 * @see https://www.elastic.co/docs/reference/logstash/configuration-file-structure
 */
export const pipeline = ({ urls, environment }: Config): string => `# ${generatedNotice('logstash/pipeline.ts')}

input {
  http {
    port => ${inputPort}
    # The documents are ECS already. In ECS mode this input would write its own request over http.* and url.path.
    ecs_compatibility => "disabled"
    remote_host_target_field => "[@metadata][input][host]"
    request_headers_target_field => "[@metadata][input][headers]"
    additional_codecs => {
      "application/json" => "json"
      "application/x-ndjson" => "json_lines"
    }
  }
}

filter {
  # Documents are stored under this id; all that lack one would otherwise be one document.
  if !${id} {
    uuid { target => "${id}" }
    mutate { add_field => { "[labels][unfit]" => "no event.id" } }
  }
  # Logstash's own.
  mutate { remove_field => ["@version", "[event][original]"] }
}

output {
  elasticsearch {
    hosts => ["${urls.elasticsearch}"]
    data_stream => true
    data_stream_type => "${logStream.type}"
    data_stream_dataset => "${logStream.dataset}"
    data_stream_namespace => "${environment}"
    data_stream_auto_routing => false
    # The id of the line: a batch that is sent again is not stored twice.
    document_id => "%{${id}}"
    # One that is there already is one that was sent before. (Templates are not managed here: of a data stream they never are, and
    # this output refuses to be told so.)
    silence_errors_in_log => ["version_conflict_engine_exception"]
  }
}
`;
