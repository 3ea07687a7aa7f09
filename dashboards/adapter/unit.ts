import * as units from '@grafana/grafana-foundation-sdk/units';
import type { Metric } from '../../metrics/declare.ts';

/** A unit that a panel may have. */
export interface PanelUnit {
  /** Grafana's name of it. */
  readonly id: string;
  /** Digits after the point, where Grafana's own choice misleads. */
  readonly decimals?: number;
  /** The least that an axis spans: where all is zero, Grafana would draw it up to a hundred, or 10000 %. */
  readonly span: number;
}

/** The units that panels may show, by what they mean. */
export const unit = {
  /** Whole things: half a worker does not run. */
  count: { id: units.LocaleFormat, decimals: 0, span: 4 },
  /** Times that something happened within the minutes that a point stands for; Prometheus may reckon a fraction more. */
  times: { id: units.LocaleFormat, decimals: 0, span: 4 },
  /** Something that may be a fraction, such as the processors that are kept busy. */
  amount: { id: units.Short, span: 1 },
  seconds: { id: units.Seconds, span: 0.01 },
  /** A length of time that may be days. */
  duration: { id: units.Seconds, decimals: 1, span: 60 },
  bytes: { id: units.BytesIEC, span: 1024 },
  ratio: { id: units.PercentUnit, span: 0.01 },
  /** A ratio near one, of which the last digits matter: 99.95 %. */
  share: { id: units.PercentUnit, decimals: 3, span: 0.01 },
  messagesPerSecond: { id: units.MessagesPerSecond, span: 1 },
  requestsPerSecond: { id: units.RequestsPerSecond, span: 1 },
  eventsPerSecond: { id: units.EventsPerSecond, span: 1 },
  rowsPerSecond: { id: units.RowsPerSecond, span: 1 },
} as const satisfies Readonly<Record<string, PanelUnit>>;

/** The unit of a metric's own values, by the suffix that its declaration gave it. Not for rates. */
export const unitOf = ({ name }: Metric): PanelUnit => {
  if (name.endsWith('_seconds')) return unit.seconds;
  if (name.endsWith('_bytes')) return unit.bytes;
  if (name.endsWith('_ratio')) return unit.ratio;
  return unit.count;
};
