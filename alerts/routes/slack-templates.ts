import { from, mostAlerts, since, summary } from './text-templates.ts';

/** Escapes the three signs that mean something to Slack. @see https://docs.slack.dev/messaging/formatting-message-text */
const escaped = (text: string): string =>
  `{{ ${text} | reReplaceAll "&" "&amp;" | reReplaceAll "<" "&lt;" | reReplaceAll ">" "&gt;" }}`;

/** What Slack shows: the title is a link to the dashboard; below the text stand buttons. */
export const slackTemplates = `{{ define "gapwatch.slack.colour" }}{{ if eq .Status "resolved" }}good{{ else if eq .CommonLabels.severity "page" }}danger{{ else }}warning{{ end }}{{ end }}

{{ define "gapwatch.slack.title" -}}
{{- $told := .Alerts.Firing -}}
{{- if eq .Status "resolved" }}{{ $told = .Alerts.Resolved }}RESOLVED{{ else }}{{ or .CommonLabels.severity "alert" | toUpper }}{{ end -}}
: {{ with index $told 0 }}${escaped(summary)}{{ end }}{{ if gt (len $told) 1 }} ({{ len $told }} in all){{ end }}
{{- end }}

{{ define "gapwatch.slack.text" -}}
{{ range $i, $alert := .Alerts.Firing }}{{ if lt $i ${mostAlerts} }}{{ with $alert }}{{ if gt (len $.Alerts) 1 }}*${escaped(summary)}*
{{ end }}{{ with .Annotations.description }}${escaped('.')}
{{ end }}${since}
{{ end }}{{ end }}{{ end }}
{{- if gt (len .Alerts.Firing) ${mostAlerts} }}<{{ template "gapwatch.list" . }}|all {{ len .Alerts.Firing }}>
{{ end }}
{{- range $i, $alert := .Alerts.Resolved }}{{ if lt $i ${mostAlerts} }}{{ with $alert }}Resolved: ${escaped(summary)}
${from}
{{ end }}{{ end }}{{ end }}
{{- end }}`;
