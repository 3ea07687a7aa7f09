import * as units from '@grafana/grafana-foundation-sdk/units';
import type { Metric } from '../../metrics/declare.ts';

/** The units that panels may show, by what they mean; the values are Grafana's names. */
export const unit = {
  count: units.Short,
  seconds: units.Seconds,
  /** A length of time that may be days, in words. */
  duration: units.DurationSeconds,
  bytes: units.BytesIEC,
  ratio: units.PercentUnit,
  messagesPerSecond: units.MessagesPerSecond,
  requestsPerSecond: units.RequestsPerSecond,
  eventsPerSecond: units.EventsPerSecond,
  rowsPerSecond: units.RowsPerSecond,
} as const;

/** A unit that a panel may have. */
export type PanelUnit = (typeof unit)[keyof typeof unit];

/** The unit of a metric's own values, by the suffix that its declaration gave it. Not for rates. */
export const unitOf = ({ name }: Metric): PanelUnit => {
  if (name.endsWith('_seconds')) return unit.seconds;
  if (name.endsWith('_bytes')) return unit.bytes;
  if (name.endsWith('_ratio')) return unit.ratio;
  return unit.count;
};
