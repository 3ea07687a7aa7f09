/** Alerts of a group that are told one by one; nobody reads more on a phone. */
export const mostAlerts = 10;

/** When an alert began: in Alertmanager's own time zone, which the variable TZ sets. */
export const since = 'Since {{ .StartsAt.Local.Format "2 Jan 15:04 MST" }}';

/** When a resolved alert was, and how long, in whole minutes. */
export const from =
  '{{ .StartsAt.Local.Format "2 Jan 15:04" }} to {{ .EndsAt.Local.Format "15:04 MST" }} ({{ (.EndsAt.Sub .StartsAt).Round 60000000000 }})';

/** What an alert is about, in a line. Alerts that somebody else has written may have no summary. */
export const summary = 'or .Annotations.summary .Labels.alertname';

/**
 * Texts without markup: the first line, which a phone shows; all of it; and what stands below.
 */
export const textTemplates = `{{ define "gapwatch.title" -}}
{{- $told := .Alerts.Firing -}}
{{- if eq .Status "resolved" }}{{ $told = .Alerts.Resolved }}RESOLVED{{ else }}{{ or .CommonLabels.severity "alert" | toUpper }}{{ end -}}
: {{ with index $told 0 }}{{ ${summary} }}{{ end }}{{ if gt (len $told) 1 }} ({{ len $told }} in all){{ end }}
{{- end }}

{{ define "gapwatch.text" -}}
{{ template "gapwatch.title" . }}
{{ range $i, $alert := .Alerts.Firing }}{{ if lt $i ${mostAlerts} }}{{ with $alert }}
{{ if gt (len $.Alerts) 1 }}{{ ${summary} }}
{{ end }}{{ with .Annotations.description }}{{ . }}
{{ end }}${since}
{{ with .Annotations.dashboard_url }}Dashboard: {{ . }}
{{ end }}{{ end }}{{ end }}{{ end }}
{{- if gt (len .Alerts.Firing) ${mostAlerts} }}
All {{ len .Alerts.Firing }}: {{ template "gapwatch.list" . }}
{{ end }}
{{- range $i, $alert := .Alerts.Resolved }}{{ if lt $i ${mostAlerts} }}{{ with $alert }}
Resolved: {{ ${summary} }}
${from}
{{ end }}{{ end }}{{ end }}
{{- if .Alerts.Firing }}
Runbook: {{ template "gapwatch.runbook" . }}
Silence: {{ template "gapwatch.silence" . }}
{{ end }}
{{ template "gapwatch.footer" . }}
{{- end }}

{{ define "gapwatch.footer" -}}
{{ .CommonLabels.alertname }}{{ with .CommonLabels.team }}, team {{ . }}{{ end }}{{ with .CommonLabels.watched_service }}, {{ . }}{{ end }}{{ with .CommonLabels.environment }} in {{ . }}{{ end }}{{ with .CommonLabels.time_scale }}, on a clock {{ . }} times as fast{{ end }}
{{- end }}`;
