import type { Condition, Step } from './step.ts';

/** A processor of an ingest pipeline. @see https://www.elastic.co/docs/reference/enrich-processor */
export type Processor = Readonly<Record<string, object>>;

/** A field as Painless reads it; nothing where it, or what it lies in, is missing. */
const reading = (name: string): string => `ctx.${name.replaceAll('.', '?.')}`;

/** A text as Painless writes it. */
const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

const conditionScript = (asked: Condition<string>): string => {
  const field = reading(asked.field);
  switch (asked.is) {
    case 'there':
      return `${field} != null`;
    case 'missing':
      return `${field} == null`;
    case 'one of':
      return asked.values.map((value) => `${field} == ${quote(value)}`).join(' || ');
    case 'none of':
      return [`${field} != null`, ...asked.values.map((value) => `${field} != ${quote(value)}`)].join(' && ');
    case 'holding':
      return `${field} instanceof String && (${asked.texts.map((text) => `${field}.contains(${quote(text)})`).join(' || ')})`;
    case 'at least':
      return `${field} instanceof Number && ${field} >= ${asked.number}`;
    case 'below':
      return `${field} instanceof Number && ${field} < ${asked.number}`;
    case 'number of':
      return asked.numbers.map((number) => `${field} == ${number}`).join(' || ');
  }
};

/** Name of the pipeline that looks up where an address is; apart, as not every server can. */
export const geoPipeline = 'gapwatch-geo';

const replace = (field: string, pattern: string, replacement: string): Processor => ({
  gsub: { field, pattern, replacement, ignore_missing: true },
});

type Plain = Exclude<Step<string>, { readonly do: 'when' }>;

const processorsOf = (step: Plain): readonly Processor[] => {
  switch (step.do) {
    case 'grok':
      return [
        {
          grok: {
            field: step.from,
            patterns: step.patterns.map((parts) =>
              parts
                .map((part) =>
                  typeof part === 'string' ? part : `%{${part.pattern}:${part.into}${part.number ? ':long' : ''}}`,
                )
                .join(''),
            ),
            ...(step.definitions && { pattern_definitions: step.definitions }),
            ignore_missing: true,
            ignore_failure: true,
          },
        },
      ];
    case 'date':
      return [
        {
          date: {
            field: step.from,
            formats: [step.format],
            locale: 'en',
            target_field: step.into,
            ignore_failure: true,
          },
        },
      ];
    case 'copy':
      return [{ set: { field: step.into, copy_from: step.from, ignore_empty_value: true } }];
    case 'set':
      return [{ set: { field: step.into, value: step.value } }];
    case 'append':
      return [{ append: { field: step.into, value: [step.value] } }];
    case 'replace':
      return [replace(step.in, step.pattern, step.by)];
    case 'decode':
      return [
        // Java's decoder refuses a percent sign that begins no sequence, and makes a blank of each plus.
        replace(step.in, '%(?![0-9A-Fa-f]{2})', '%25'),
        ...(step.plus === 'plus' ? [replace(step.in, '[+]', '%2B')] : []),
        { urldecode: { field: step.in, ignore_missing: true } },
      ];
    case 'lowercase':
      return [{ lowercase: { field: step.in, ignore_missing: true } }];
    case 'trim':
      return [{ trim: { field: step.in, ignore_missing: true } }];
    case 'fingerprint':
      return [{ fingerprint: { fields: step.from, target_field: step.into, method: 'SHA-256', ignore_missing: true } }];
    case 'userAgent':
      return [{ user_agent: { field: step.from, target_field: 'user_agent', ignore_missing: true } }];
    case 'geo':
      return [{ pipeline: { name: geoPipeline, ignore_missing_pipeline: true } }];
    case 'remove':
      return [{ remove: { field: step.fields, ignore_missing: true } }];
  }
};

const written = (step: Step<string>): readonly string[] => {
  if ('into' in step) return [step.into];
  if ('in' in step) return [step.in];
  if (step.do === 'remove') return step.fields;
  return step.do === 'grok' ? step.patterns.flat().flatMap((part) => (typeof part === 'string' ? [] : part.into)) : [];
};

const conditional = (processor: Processor, asked: string): Processor =>
  Object.fromEntries(Object.entries(processor).map(([name, settings]) => [name, { if: asked, ...settings }]));

/**
 * Steps as processors of an ingest pipeline, each under the conditions that it stands under.
 * @throws Error if a step changes what a later one's condition asks: Elasticsearch asks anew before each processor, Logstash once
 */
export const ingestProcessors = (
  steps: readonly Step<string>[],
  under: readonly Condition<string>[] = [],
): Processor[] =>
  steps.flatMap((step, i) => {
    if (step.do === 'when') return ingestProcessors(step.steps, [...under, step.if]);
    const processors = processorsOf(step);
    const last = i === steps.length - 1 && processors.length === 1;
    const changed = under.find(({ field }) => !last && written(step).includes(field));
    if (changed)
      throw new Error(`A step under a condition on ${changed.field} changes that field; let it be the last there.`);
    const asked = under.map((one) => `(${conditionScript(one)})`).join(' && ');
    return under.length === 0 ? processors : processors.map((processor) => conditional(processor, asked));
  });
