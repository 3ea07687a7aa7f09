import type { GeneratedFile } from '../config/generated-file.ts';
import type { Config } from '../config/load-config.ts';
import { renderYaml } from '../config/yaml.ts';
import { printSeconds } from '../metrics/promql/print.ts';
import { recordingGroups } from '../prometheus/recording-rules.ts';
import { scrapeInterval } from '../prometheus/scrape-config.ts';
import { type RecordingExample, recordingExamples } from './recording-examples.ts';

/** Parts of a power of two, which Prometheus and this tell exactly alike. */
const parts = 2 ** 20;

const written = ({ name, given, at, stored }: RecordingExample) => ({
  name: `what is recorded ${name}`,
  interval: printSeconds(scrapeInterval.seconds),
  input_series: given.map(({ series, values }) => ({ series, values })),
  promql_expr_test: Object.entries(stored).map(([selector, samples]) => ({
    expr: `round(${selector}, ${1 / parts})`,
    eval_time: printSeconds(at),
    exp_samples: samples.map(({ labels, value }) => ({
      labels: `{${Object.entries(labels)
        .map(([label, text]) => `${label}="${text}"`)
        .join(', ')}}`,
      value: Math.round(value * parts) / parts,
    })),
  })),
});

/** A file for `promtool test rules` for each pace: what every recording rule stores of a known history. */
export const recordingTestFiles = (config: Config): GeneratedFile[] => {
  const examples = recordingExamples(config);
  const steps = [...new Set(examples.map(({ step }) => step))];
  return steps.map((step) => ({
    path: `alerts/generated/recordings.${printSeconds(step)}.test.yml`,
    text: renderYaml('alerts/recording-examples.ts', {
      rule_files: ['../../prometheus/generated/recording.rules.yml'],
      evaluation_interval: printSeconds(step),
      group_eval_order: recordingGroups(config).map(({ name }) => name),
      tests: examples.filter((example) => example.step === step).map(written),
    }),
  }));
};
