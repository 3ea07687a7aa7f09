import { from, mostAlerts, since, summary } from './alert-lines.ts';

/** Programs that read mail drop style sheets: each element has its own. */
const styles = {
  body: 'margin:0;padding:16px;background:#ffffff;color:#1a1a1a;font:16px/1.45 -apple-system,BlinkMacSystemFont,Segoe UI,Roboto,sans-serif',
  card: 'max-width:600px;margin:0 auto',
  title: 'margin:0 0 12px;padding:12px 14px;border-radius:6px;font-size:19px;line-height:1.3;color:#ffffff;background:',
  heading: 'margin:16px 0 2px;font-size:17px',
  text: 'margin:0 0 2px',
  small: 'margin:0 0 6px;color:#5c5c5c;font-size:14px',
  // As tall as a thumb.
  button:
    'display:inline-block;margin:8px 8px 0 0;padding:11px 13px;border-radius:6px;background:#1f5fbf;color:#ffffff;text-decoration:none;font-weight:600',
  foot: 'margin:20px 0 0;padding-top:10px;border-top:1px solid #d9d9d9;color:#5c5c5c;font-size:13px',
};

const colour =
  '{{ if eq .Status "resolved" }}#1b6e2e{{ else if eq .CommonLabels.severity "page" }}#b00020{{ else }}#8a5300{{ end }}';

const button = (href: string, text: string): string => `<a href="${href}" style="${styles.button}">${text}</a>`;

/** A mail in HTML, in one column; programs that show none have the text. */
export const mailTemplates = `{{ define "gapwatch.html" -}}
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{ template "gapwatch.title" . }}</title></head>
<body style="${styles.body}"><div style="${styles.card}">
<h1 style="${styles.title}${colour}">{{ template "gapwatch.title" . }}</h1>
{{ range $i, $alert := .Alerts.Firing }}{{ if lt $i ${mostAlerts} }}{{ with $alert -}}
{{ if gt (len $.Alerts) 1 }}<h2 style="${styles.heading}">{{ ${summary} }}</h2>
{{ end }}{{ with .Annotations.description }}<p style="${styles.text}">{{ . }}</p>
{{ end }}<p style="${styles.small}">${since}{{ if gt (len $.Alerts) 1 }}{{ with .Annotations.dashboard_url }} · <a href="{{ . }}">dashboard</a>{{ end }}{{ end }}</p>
{{ end }}{{ end }}{{ end }}
{{- if gt (len .Alerts.Firing) ${mostAlerts} }}<p style="${styles.text}"><a href="{{ template "gapwatch.list" . }}">All {{ len .Alerts.Firing }}</a></p>
{{ end }}
{{- range $i, $alert := .Alerts.Resolved }}{{ if lt $i ${mostAlerts} }}{{ with $alert }}{{ if gt (len $.Alerts) 1 }}<h2 style="${styles.heading}">Resolved: {{ ${summary} }}</h2>
{{ end }}<p style="${styles.small}">${from}</p>
{{ end }}{{ end }}{{ end }}
{{- if .Alerts.Firing }}<p>${button('{{ template "gapwatch.runbook" . }}', 'Runbook')}${button('{{ template "gapwatch.dashboard" . }}', 'Dashboard')}${button('{{ template "gapwatch.silence.html" . }}', 'Silence')}</p>
{{ end }}<p style="${styles.foot}">{{ template "gapwatch.footer" . }}</p>
</div></body></html>
{{- end }}`;
