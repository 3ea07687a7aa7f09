import type { Config } from '../config/load-config.ts';
import { chatAppPipeline } from './pipelines/chat-app.ts';
import { deadLettersPipeline } from './pipelines/dead-letters.ts';
import { nginxAccessPipeline } from './pipelines/nginx-access.ts';

/** A pipeline of Logstash. */
export interface LogstashPipeline {
  readonly id: string;
  /** Whether what Elasticsearch refuses of it is set aside; of what was set aside it is not. */
  readonly deadLetters: boolean;
  readonly text: (config: Config) => string;
}

const taking: readonly LogstashPipeline[] = [
  { id: 'chat-app', deadLetters: true, text: chatAppPipeline },
  { id: 'nginx-access', deadLetters: true, text: nginxAccessPipeline },
];

/** Every pipeline, in the order in which Logstash starts them. */
export const logstashPipelines: readonly LogstashPipeline[] = [
  ...taking,
  {
    id: 'dead-letters',
    deadLetters: false,
    text: (config) =>
      deadLettersPipeline(
        config,
        taking.map(({ id }) => id),
      ),
  },
];
