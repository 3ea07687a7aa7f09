import type { LogField } from '../app/logging/fields.ts';
import type { Condition } from './query/condition.ts';

/** The field that each view computes: what opens Grafana's dashboard of the chat at the minutes around a line. */
export const dashboardField = 'chat_dashboard';

/** What can be shown of a line: a declared field, or the one that is computed. */
export type Column<F extends LogField = LogField> = F['name'] | typeof dashboardField;

/** How a field's values are shown. */
export type Format =
  | { readonly as: 'bytes' }
  /** A length of time that is kept in nanoseconds. */
  | { readonly as: 'duration' }
  /** A link; Kibana puts the value, percent-encoded, in place of `{{value}}`, and as it stands of `{{rawValue}}`. */
  | { readonly as: 'link'; readonly url: string; readonly label: string };

/** Lines of one kind, as Kibana sees them: what a data view is made of. */
export interface View<F extends LogField = LogField> {
  readonly id: string;
  readonly name: string;
  /** The data stream, whose lines may be of several services. */
  readonly index: string;
  readonly fields: readonly F[];
  /** What lines must be like to be of the service that is watched; absent where all are. */
  readonly own?: Condition<F>;
  /** Script of the field that is computed, in Painless. */
  readonly dashboardScript: string;
  readonly formats: { readonly [C in Column<F>]?: Format };
}
