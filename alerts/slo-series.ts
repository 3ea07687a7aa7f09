import { ConfigError } from '../config/config-error.ts';
import type { Matcher } from '../metrics/promql/node.ts';
import type { Slo } from '../prometheus/slos.ts';
import type { InputSeries, Samples } from './series.ts';
import { named, type Target } from './series-name.ts';

/** How many events break a promise, and how many do not. */
interface Events {
  readonly bad: Samples;
  readonly rest: Samples;
  readonly all: Samples;
}

type Labels = Readonly<Record<string, string>>;

const matches = ({ op, value }: Matcher, label: string): boolean => {
  const equal = op.endsWith('~') ? new RegExp(`^(?:${value})$`).test(label) : value === label;
  return op.startsWith('!') ? !equal : equal;
};

/** Values that a label may have to match, or not to: what stands in the matchers, and something else. */
const candidates = (matchers: readonly Matcher[]): readonly string[] => [
  ...matchers.flatMap(({ value }) => [value, ...value.split('|').map((one) => one.replaceAll('\\', ''))]),
  'another',
];

/** Labels that fit all of some matchers, and if there are others, not all of those. */
const labelsThat = (fit: readonly Matcher[], not: readonly Matcher[] = []): Labels | undefined => {
  const names = [...new Set([...fit, ...not].map(({ label }) => label))];
  const choices = names.map((name) => {
    const own = fit.filter(({ label }) => label === name);
    const values = candidates([...fit, ...not].filter(({ label }) => label === name));
    return values
      .filter((value) => own.every((matcher) => matches(matcher, value)))
      .map((value) => [name, value] as const);
  });
  const all = choices.reduce<readonly (readonly (readonly [string, string])[])[]>(
    (some, next) => some.flatMap((one) => next.map((choice) => [...one, choice])),
    [[]],
  );
  const found = all
    .map((one) => Object.fromEntries(one))
    .find((labels) => not.length === 0 || !not.every((matcher) => matches(matcher, labels[matcher.label] ?? '')));
  return found;
};

/** Series of a target for the events of an objective. */
export const sloEvents = (slo: Slo, target: Target, { bad, rest, all }: Events): readonly InputSeries[] => {
  const input = (name: string, labels: Labels, values: Samples): InputSeries => ({
    metric: { name },
    series: named(name, { ...labels, ...target }),
    values,
  });
  if (slo.kind === 'latency') {
    const { name } = slo.histogram;
    return [input(`${name}_count`, {}, all), input(`${name}_bucket`, { le: String(slo.within) }, rest)];
  }
  const { events, bad: broken } = slo;
  const same = events.node.name === broken.node.name;
  const badLabels = labelsThat(same ? [...events.node.matchers, ...broken.node.matchers] : broken.node.matchers);
  const otherLabels = same ? labelsThat(events.node.matchers, broken.node.matchers) : labelsThat(events.node.matchers);
  if (!badLabels || !otherLabels) {
    throw new ConfigError(
      `Objective ${slo.name}: no series is found that its matchers take for bad, and one that they do not; name the values of their labels.`,
    );
  }
  return [input(broken.node.name, badLabels, bad), input(events.node.name, otherLabels, same ? rest : all)];
};
