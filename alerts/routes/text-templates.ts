/** Alerts of a group that are told one by one; nobody reads more on a phone. */
export const mostAlerts = 10;

/** When an alert began: in Alertmanager's own time zone, which the variable TZ sets. */
export const since = 'Since {{ .StartsAt.Local.Format "2 Jan 15:04 MST" }}';

/** When a resolved alert was, and how long. */
export const from =
  '{{ .StartsAt.Local.Format "2 Jan 15:04" }} to {{ .EndsAt.Local.Format "15:04 MST" }}, for {{ ((.EndsAt.Sub .StartsAt).Round 1000000000).String | reReplaceAll "m0s$" "m" }}';

/** What an alert is about, in a line. Alerts that somebody else has written may have no summary. */
export const summary = 'or .Annotations.summary .Labels.alertname';

/**
 * The first line, which a phone shows: how bad, what, and how many more.
 * @param show writes the value of an expression as the reader takes it
 */
export const titleTemplate = (name: string, show: (expression: string) => string): string => `{{ define "${name}" -}}
{{- $told := .Alerts.Firing -}}
{{- if eq .Status "resolved" }}{{ $told = .Alerts.Resolved }}RESOLVED{{ else }}{{ or .CommonLabels.severity "alert" | toUpper }}{{ end -}}
: {{ with index $told 0 }}${show(summary)}{{ end }}{{ if gt (len $told) 1 }} ({{ len $told }} in all){{ end }}
{{- end }}`;

/** Texts without markup. The title stands above them. */
export const textTemplates = `${titleTemplate('gapwatch.title', (expression) => `{{ ${expression} }}`)}

{{ define "gapwatch.alerts" -}}
{{ range $i, $alert := .Alerts.Firing }}{{ if lt $i ${mostAlerts} }}{{ with $alert }}{{ if gt (len $.Alerts) 1 }}{{ ${summary} }}
{{ end }}{{ with .Annotations.description }}{{ . }}
{{ end }}${since}
{{ with .Annotations.dashboard_url }}Dashboard: {{ . }}
{{ end }}
{{ end }}{{ end }}{{ end }}
{{- if gt (len .Alerts.Firing) ${mostAlerts} }}All {{ len .Alerts.Firing }}: {{ template "gapwatch.list" . }}

{{ end }}
{{- range $i, $alert := .Alerts.Resolved }}{{ if lt $i ${mostAlerts} }}{{ with $alert }}{{ if gt (len $.Alerts) 1 }}Resolved: {{ ${summary} }}
{{ end }}${from}

{{ end }}{{ end }}{{ end }}
{{- end }}

{{ define "gapwatch.text" -}}
{{ template "gapwatch.alerts" . }}
{{- if .Alerts.Firing }}Runbook: {{ template "gapwatch.runbook" . }}
Silence: {{ template "gapwatch.silence" . }}

{{ end }}
{{- template "gapwatch.footer" . }}
{{- end }}

{{ define "gapwatch.footer" -}}
{{ .CommonLabels.alertname }}{{ with .CommonLabels.team }}, team {{ . }}{{ end }}{{ with .CommonLabels.watched_service }}, {{ . }}{{ end }}{{ with .CommonLabels.environment }} in {{ . }}{{ end }}{{ with .CommonLabels.time_scale }}, on a clock {{ . }} times as fast{{ end }}
{{- end }}`;
