import type { TargetLabel } from '../metrics/promql/selector.ts';
import type { JobName } from '../prometheus/jobs.ts';

/** Job and instance of a series. */
export type Target = { readonly [K in TargetLabel]: K extends 'job' ? JobName : string };

const quote = (value: string): string => `"${value.replace(/[\\"]/g, '\\$&')}"`;

/** A series with its labels, as promtool writes it. */
export const named = (name: string, labels: Readonly<Record<string, string>>): string =>
  `${name}{${Object.entries(labels)
    .map(([label, value]) => `${label}=${quote(value)}`)
    .join(',')}}`;
