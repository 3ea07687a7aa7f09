import type { GeneratedFile } from '../config/generated-file.ts';
import { renderYaml } from '../config/yaml.ts';
import { print } from '../metrics/promql/print.ts';
import { recordingGroups } from './recording-rules.ts';
import type { TimeScale } from './scaled.ts';

/**
 * recording.rules.yml: what dashboards and alerts would otherwise compute again and again.
 * @see https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/
 */
export const recordingFile = (scale: TimeScale): GeneratedFile => ({
  path: 'prometheus/generated/recording.rules.yml',
  text: renderYaml('prometheus/recording-rules.ts', {
    groups: recordingGroups.map(({ name, recordings }) => ({
      name,
      rules: recordings.map(({ record, expr }) => ({ record, expr: print(expr, scale) })),
    })),
  }),
});
