import { renderYaml } from '../config/yaml.ts';
import { logstashPipelines } from './logstash-pipelines.ts';

const yaml = (value: object): string => renderYaml('logstash/settings.ts', value);

/**
 * Settings of the whole Logstash.
 * @see https://www.elastic.co/docs/reference/logstash/logstash-settings-file
 */
export const logstashYml = (): string =>
  yaml({
    // For the health check, which asks from within the container.
    'api.http.host': '0.0.0.0',
    'pipeline.ecs_compatibility': 'v8',
    // The pipelines are written so that a backslash is one.
    'config.support_escapes': false,
    'xpack.monitoring.enabled': false,
  });

/**
 * The pipelines, each with what keeps its lines safe: what it has taken survives a crash, and what Elasticsearch refuses
 * is set aside instead of lost.
 */
export const pipelinesYml = (): string =>
  yaml(
    logstashPipelines.map(({ id, deadLetters }) => ({
      'pipeline.id': id,
      'path.config': `/usr/share/logstash/pipeline/${id}.conf`,
      'queue.type': 'persisted',
      'queue.max_bytes': '1gb',
      // A checkpoint for each event: slower, and nothing that was acknowledged is lost.
      'queue.checkpoint.writes': 1,
      'dead_letter_queue.enable': deadLetters,
      ...(deadLetters && { 'dead_letter_queue.max_bytes': '256mb' }),
    })),
  );
