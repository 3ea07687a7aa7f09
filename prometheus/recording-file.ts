import type { GeneratedFile } from '../config/generated-file.ts';
import { renderYaml } from '../config/yaml.ts';
import { print } from '../metrics/promql/print.ts';
import type { RecordingGroup } from './recording-group.ts';
import { printScaled, type TimeScale } from './scaled.ts';

/**
 * recording.rules.yml: what dashboards and alerts would otherwise compute again and again.
 * @see https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/
 */
export const recordingFile = (groups: readonly RecordingGroup[], scale: TimeScale): GeneratedFile => ({
  path: 'prometheus/generated/recording.rules.yml',
  text: renderYaml('prometheus/recording-rules.ts', {
    groups: groups.map(({ name, interval, recordings }) => ({
      name,
      ...(interval && { interval: printScaled(interval, scale) }),
      rules: recordings.map(({ record, expr, labels }) => ({
        record,
        expr: print(expr, scale),
        ...(Object.keys(labels).length > 0 && { labels }),
      })),
    })),
  }),
});
