import { z } from 'zod';
import type { GeneratedFile } from '../../config/generated-file.ts';
import { secondsOf } from '../../prometheus/lint/literals.ts';
import { ApplyError } from '../apply-error.ts';
import { parseYaml } from './yaml-form.ts';

const texts = z.record(z.string(), z.string()).default({});

const writtenRule = z.object({
  alert: z.string().optional(),
  record: z.string().optional(),
  expr: z.union([z.string(), z.number()]).transform(String),
  for: z.string().default('0'),
  keep_firing_for: z.string().default('0'),
  labels: texts,
  annotations: texts,
});

const writtenFile = z.object({
  groups: z.array(z.object({ name: z.string(), interval: z.string().optional(), rules: z.array(writtenRule) })),
});

const runningRule = z.object({
  name: z.string(),
  type: z.enum(['alerting', 'recording']),
  query: z.string(),
  duration: z.number().default(0),
  /** Told from 2.42 on. */
  keepFiringFor: z.number().default(0),
  labels: texts,
  annotations: texts,
});

const runningGroups = z.object({
  data: z.object({
    groups: z.array(
      z.object({ name: z.string(), file: z.string(), interval: z.number(), rules: z.array(runningRule) }),
    ),
  }),
});

/** A group of rules in one form, read from a file or told by Prometheus. Times are in seconds. */
export interface RuleGroup {
  readonly name: string;
  readonly interval: number;
  readonly rules: readonly {
    readonly name: string;
    readonly type: 'alerting' | 'recording';
    readonly expr: string;
    readonly for: number;
    readonly keep_firing_for: number;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  }[];
}

/** Two alerts of a group may have one name, with thresholds of their own: the second one is told apart by its place. */
const numbered = <R extends { readonly name: string }>(rules: readonly R[]): R[] =>
  rules.map((rule, i) => {
    const earlier = rules.slice(0, i).filter(({ name }) => name === rule.name).length;
    return earlier === 0 ? rule : { ...rule, name: `${rule.name} ${earlier + 1}` };
  });

/** The groups of the generated files. @param evaluationInterval seconds, for groups that say none */
export const writtenGroups = (files: readonly GeneratedFile[], evaluationInterval: number): RuleGroup[] =>
  files
    .flatMap(({ path, text }) => writtenFile.parse(parseYaml(text, path)).groups)
    .map(({ name, interval, rules }) => ({
      name,
      interval: (interval === undefined ? undefined : secondsOf(interval)) ?? evaluationInterval,
      rules: numbered(
        rules.map((rule) => ({
          name: rule.alert ?? rule.record ?? '',
          type: rule.alert === undefined ? ('recording' as const) : ('alerting' as const),
          expr: rule.expr,
          for: secondsOf(rule.for) ?? 0,
          keep_firing_for: secondsOf(rule.keep_firing_for) ?? 0,
          labels: rule.labels,
          annotations: rule.annotations,
        })),
      ),
    }));

/** The groups that Prometheus says it runs. @throws ApplyError if its answer is none that Prometheus gives */
export const groupsRunning = (answer: unknown, url: string): RuleGroup[] => {
  const parsed = runningGroups.safeParse(answer);
  if (!parsed.success) {
    throw new ApplyError(`Prometheus at ${url} tells of its rules otherwise than Prometheus does.`, {
      cause: parsed.error,
    });
  }
  return parsed.data.data.groups.map(({ name, interval, rules }) => ({
    name,
    interval,
    rules: numbered(
      rules.map((rule) => ({
        name: rule.name,
        type: rule.type,
        expr: rule.query,
        for: rule.duration,
        keep_firing_for: rule.keepFiringFor,
        labels: rule.labels,
        annotations: rule.annotations,
      })),
    ),
  }));
};
