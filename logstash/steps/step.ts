/**
 * What is done to a line, told once: `logstash-text.ts` says it to Logstash, `ingest-processors.ts` to Elasticsearch. `F` are the names
 * of fields; what begins with `_tmp.` lives as long as the line is worked on.
 */
export type Step<F extends string> =
  | Grok<F>
  | { readonly do: 'date'; readonly from: F; readonly format: string; readonly into: F }
  | { readonly do: 'copy'; readonly from: F; readonly into: F }
  | { readonly do: 'set' | 'append'; readonly into: F; readonly value: string }
  /** A regular expression that Java and Ruby read alike; `$1` is its first group. */
  | { readonly do: 'replace'; readonly in: F; readonly pattern: string; readonly by: string }
  /** %-sequences become what they mean; what is none stays. A plus becomes a blank only where `plus` says so. */
  | { readonly do: 'decode'; readonly in: F; readonly plus: 'blank' | 'plus' }
  | { readonly do: 'lowercase' | 'trim'; readonly in: F }
  | { readonly do: 'fingerprint'; readonly from: readonly F[]; readonly into: F }
  /** Into `user_agent`: name, version, os and device, as ECS has them. */
  | { readonly do: 'userAgent'; readonly from: F }
  /** Into `client.geo`, where the server has a map of addresses. */
  | { readonly do: 'geo'; readonly from: F }
  | { readonly do: 'remove'; readonly fields: readonly (F | Foreign)[] }
  | { readonly do: 'when'; readonly if: Condition<F>; readonly steps: readonly Step<F>[] };

/** What a sender adds that is no field of ours. */
type Foreign = 'agent' | 'input' | 'tags' | '@version' | 'event.original';

/** Takes a text apart by the first pattern that fits; where none does, nothing happens. */
export interface Grok<F extends string> {
  readonly do: 'grok';
  readonly from: F;
  /** Each a list of regular expressions and of captures, joined. @see https://www.elastic.co/docs/reference/enrich-processor/grok-processor */
  readonly patterns: readonly (readonly (string | Capture<F>)[])[];
  /** Patterns of ours, by their names in capitals. */
  readonly definitions?: Readonly<Record<string, string>>;
}

/** Puts what a pattern matches into a field, as a whole number where it is one. */
export interface Capture<F extends string> {
  readonly pattern: string;
  readonly into: F;
  readonly number?: true;
}

/** What a step may depend on. */
export type Condition<F extends string> =
  | { readonly is: 'there' | 'missing'; readonly field: F }
  | { readonly is: 'one of' | 'none of'; readonly field: F; readonly values: readonly string[] }
  /** Whether any of the texts stands in the field. */
  | { readonly is: 'holding'; readonly field: F; readonly texts: readonly string[] }
  | { readonly is: 'at least' | 'below'; readonly field: F; readonly number: number }
  | { readonly is: 'number of'; readonly field: F; readonly numbers: readonly number[] };

/** A capture. */
export const into = <F extends string>(field: F, pattern: string, number?: true): Capture<F> => ({
  pattern,
  into: field,
  ...(number && { number }),
});
