import type { Config } from '../../config/load-config.ts';
import { nginxLines } from '../log-streams.ts';
import { nginxSteps } from '../nginx/steps.ts';
import { filterLines } from '../steps/logstash-text.ts';
import { elasticsearchOutput } from './elasticsearch-output.ts';
import { pipelineText } from './pipeline-text.ts';

/** Port of the Beats input, within its container: FunGap's. */
const inputPort = 5044;

/** The pipeline from Filebeat, which reads nginx' access logs, to the data stream. */
export const nginxAccessPipeline = (config: Config): string =>
  pipelineText({
    source: 'logstash/pipelines/nginx-access.ts and logstash/nginx/steps.ts',
    input: [
      'beats {',
      `  port => ${inputPort}`,
      '  # Whom the line is about says the line; the sender would only be confused with it.',
      '  enrich => none',
      '}',
    ],
    filter: [
      "# A sender's own would be overwritten.",
      'mutate { remove_field => ["client"] }',
      ...filterLines(nginxSteps),
      '# Not of Filebeat: nothing tells it from a line that says the same.',
      'if ![event][id] { uuid { target => "[event][id]" } }',
    ],
    output: elasticsearchOutput(config, nginxLines, { ready: true }),
  });
