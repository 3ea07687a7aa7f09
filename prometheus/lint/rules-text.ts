import { load } from 'js-yaml';
import { z } from 'zod';
import type { Finding } from '../../config/finding.ts';

/** A file as text, by the path that findings name. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
}

/** What YAML may have taken for a number. */
const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const rule = z.looseObject({
  record: z.string().optional(),
  alert: z.string().optional(),
  expr: text,
  for: text.optional(),
  keep_firing_for: text.optional(),
  labels: z.record(z.string(), text).default({}),
  annotations: z.record(z.string(), text).default({}),
});

const rulesFile = z.looseObject({
  groups: z.array(z.looseObject({ name: z.string(), rules: z.array(rule).nullish() })).nullish(),
});

/** A rule as it stands in a file; it records a series or raises an alert. */
export type RuleText = z.output<typeof rule> & { readonly group: string };

/** What a file says, or why it cannot be read. */
export type Parsed<T> = { readonly value: T } | { readonly finding: Finding };

const firstLine = (error: unknown): string =>
  error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);

/** Reads a YAML file of a known form. */
export const parseYaml = <T>({ file, text }: SourceText, schema: z.ZodType<T>, form: string): Parsed<T> => {
  let value: unknown;
  try {
    value = load(text);
  } catch (error) {
    return {
      finding: { file, where: 'whole file', rule: 'readable', message: `it is not YAML: ${firstLine(error)}.` },
    };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { value: parsed.data };
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') || 'whole file';
  return {
    finding: { file, where, rule: 'readable', message: `it is not ${form}: ${issue?.message ?? 'nothing fits'}.` },
  };
};

/** Reads the rules of a rule file, group by group. */
export const parseRules = (source: SourceText): Parsed<readonly RuleText[]> => {
  const parsed = parseYaml(source, rulesFile, 'a file of rules');
  if ('finding' in parsed) return parsed;
  return {
    value: (parsed.value.groups ?? []).flatMap(({ name, rules }) =>
      (rules ?? []).map((one) => ({ ...one, group: name })),
    ),
  };
};

/** How a finding names a rule. */
export const placeOfRule = ({ alert, record }: Pick<RuleText, 'alert' | 'record'>): string =>
  alert ? `alert ${alert}` : `recording rule ${record ?? '(no name)'}`;
