import { generatedNotice } from '../../config/generated-file.ts';

/** The three parts of a pipeline, each as the lines of its section. */
export interface PipelineParts {
  /** File that says them. */
  readonly source: string;
  readonly input: readonly string[];
  readonly filter: readonly string[];
  readonly output: readonly string[];
}

const section = (name: string, lines: readonly string[]): string =>
  `${name} {\n${lines.map((line) => (line === '' ? '\n' : `  ${line}\n`)).join('')}}\n`;

/**
 * A pipeline in Logstash's language.
 * @see https://www.elastic.co/docs/reference/logstash/configuration-file-structure
 */
export const pipelineText = ({ source, input, filter, output }: PipelineParts): string =>
  [
    `# ${generatedNotice(source)}\n`,
    section('input', input),
    section('filter', filter),
    section('output', output),
  ].join('\n');
