import { dump } from 'js-yaml';
import { generatedNotice } from './generated-file.ts';

/**
 * Writes a generated YAML file: the notice, then the value with its keys in the order they were given.
 * @param source the file that a reader edits instead
 */
export const renderYaml = (source: string, value: object): string =>
  `# ${generatedNotice(source)}\n${dump(value, { lineWidth: -1, noRefs: true })}`;
