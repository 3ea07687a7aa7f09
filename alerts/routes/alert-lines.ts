/** Alerts of a group that are told one by one; nobody reads more on a phone. */
export const mostAlerts = 10;

/** When an alert began: in Alertmanager's own time zone, which the variable TZ sets. */
export const since = 'Since {{ .StartsAt.Local.Format "2 Jan 15:04 MST" }}';

/** When a resolved alert was, and how long. */
export const from =
  '{{ .StartsAt.Local.Format "2 Jan 15:04" }} to {{ .EndsAt.Local.Format "15:04 MST" }}, for {{ ((.EndsAt.Sub .StartsAt).Round 1000000000).String | reReplaceAll "m0s$" "m" }}';

/** What an alert is about, in a line. Alerts that somebody else has written may have no summary. */
export const summary = 'or .Annotations.summary .Labels.alertname';
