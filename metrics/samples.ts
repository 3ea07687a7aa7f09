import type { Labels, LabelValues, Metric } from './declare.ts';

/** One value of a declared metric, at the time of the scrape. */
export interface Sample {
  readonly metric: Metric;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Takes one sample of a counter, gauge or info metric; the labels must be the declared ones. */
export type Emit = <L extends Labels>(
  metric: Metric<'counter' | 'gauge' | 'info', string, L>,
  labels: LabelValues<L>,
  value: number,
) => void;

const escapeLabel = (value: string): string => value.replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`));
const escapeHelp = (value: string): string => value.replace(/[\\\n]/g, (c) => (c === '\n' ? '\\n' : '\\\\'));

const number = (value: number): string =>
  value === Infinity ? '+Inf' : value === -Infinity ? '-Inf' : Number.isNaN(value) ? 'NaN' : String(value);

/** A peer's counter without `_total` goes out untyped, as the peer sends it: else promtool's lint refuses the page. */
const typeOf = ({ kind, name, peer }: Metric): string =>
  kind === 'info' ? 'gauge' : peer && kind === 'counter' && !name.endsWith('_total') ? 'untyped' : kind;

const line = ({ metric, labels, value }: Sample): string => {
  const names = Object.keys(labels);
  const list = names.map((label) => `${label}="${escapeLabel(labels[label] ?? '')}"`).join(',');
  return `${metric.name}${list && `{${list}}`} ${number(value)}\n`;
};

/**
 * Writes samples as a page in Prometheus' text format, families in order of their first sample.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export const renderSamples = (samples: Iterable<Sample>): string => {
  const families = new Map<string, string>();
  for (const sample of samples) {
    const { metric } = sample;
    const head =
      families.get(metric.name) ??
      `# HELP ${metric.name} ${escapeHelp(metric.help)}\n# TYPE ${metric.name} ${typeOf(metric)}\n`;
    families.set(metric.name, head + line(sample));
  }
  return [...families.values()].join('');
};
