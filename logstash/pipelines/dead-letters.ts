import type { Config } from '../../config/load-config.ts';
import { deadLetterLines } from '../log-streams.ts';
import { fieldReference, quote } from '../steps/logstash-text.ts';
import { elasticsearchOutput } from './elasticsearch-output.ts';
import { type deadLetterFields, deadLetterStream } from './fields.ts';
import { pipelineText } from './pipeline-text.ts';

type FieldName = (typeof deadLetterFields)[number]['name'];

const field = (name: FieldName): string => fieldReference(name);
const fill = (name: FieldName, value: string): string => `${quote(field(name))} => ${quote(value)}`;

const reader = (pipeline: string): string[] => [
  'dead_letter_queue {',
  '  path => "/usr/share/logstash/data/dead_letter_queue"',
  `  pipeline_id => ${quote(pipeline)}`,
  '  # What has been read is removed, so that the queue does not fill up and take no more.',
  '  clean_consumed => true',
  `  add_field => { "[@metadata][pipeline]" => ${quote(pipeline)} }`,
  '}',
];

/** The pipeline from the queues of dead letters of the others to a data stream that refuses nothing. */
export const deadLettersPipeline = (config: Config, pipelines: readonly string[]): string =>
  pipelineText({
    source: 'logstash/pipelines/dead-letters.ts',
    input: pipelines.flatMap(reader),
    filter: [
      '# The whole document as text, before anything is added to it; what is left of it as fields is what was refused.',
      'ruby {',
      `  code => '`,
      '    text = event.to_json',
      `    id = event.get("${field('event.id')}")`,
      '    reason = event.get("[@metadata][dead_letter_queue][reason]").to_s',
      '    event.to_hash.keys.each { |name| event.remove("[#{name}]") unless name == "@timestamp" }',
      `    event.set("${field('message')}", text)`,
      `    event.set("${field('event.id')}", id.is_a?(String) ? id : java.util.UUID.randomUUID.to_s)`,
      `    event.set("${field('error.message')}", reason)`,
      `    event.set("${field('labels.pipeline')}", event.get("[@metadata][pipeline]"))`,
      `  '`,
      '}',
      `mutate { add_field => { ${fill('event.dataset', deadLetterStream.dataset)} ${fill('event.kind', 'pipeline_error')} } }`,
    ],
    output: elasticsearchOutput(config, deadLetterLines, { ready: false }),
  });
