import { from, mostAlerts, since, summary } from './alert-lines.ts';

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
