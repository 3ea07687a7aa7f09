import { from, mostAlerts, since, summary } from './alert-lines.ts';
import { titleTemplate } from './text-templates.ts';

/** Escapes the three signs that mean something to Slack. @see https://docs.slack.dev/messaging/formatting-message-text */
const escaped = (text: string): string =>
  `{{ ${text} | reReplaceAll "&" "&amp;" | reReplaceAll "<" "&lt;" | reReplaceAll ">" "&gt;" }}`;

/** What Slack shows: the title is a link to the dashboard; below the text stand buttons. */
export const slackTemplates = `{{ define "gapwatch.slack.colour" }}{{ if eq .Status "resolved" }}good{{ else if eq .CommonLabels.severity "page" }}danger{{ else }}warning{{ end }}{{ end }}

${titleTemplate('gapwatch.slack.title', escaped)}

{{ define "gapwatch.slack.text" -}}
{{ range $i, $alert := .Alerts.Firing }}{{ if lt $i ${mostAlerts} }}{{ with $alert }}{{ if gt (len $.Alerts) 1 }}*${escaped(summary)}*
{{ end }}{{ with .Annotations.description }}${escaped('.')}
{{ end }}${since}

{{ end }}{{ end }}{{ end }}
{{- if gt (len .Alerts.Firing) ${mostAlerts} }}<{{ template "gapwatch.list" . }}|All {{ len .Alerts.Firing }}>

{{ end }}
{{- range $i, $alert := .Alerts.Resolved }}{{ if lt $i ${mostAlerts} }}{{ with $alert }}{{ if gt (len $.Alerts) 1 }}*Resolved: ${escaped(summary)}*
{{ end }}${from}

{{ end }}{{ end }}{{ end }}
{{- end }}`;
