/** A label's value as it stands between the quotes of a matcher, which it must not end. */
const value = String.raw`reReplaceAll "([\"\\\\])" "\\$1" .Value`;

const silence = (encode: (text: string) => string): string =>
  `{{ .ExternalURL }}/#/silences/new?filter=%7B{{ range $i, $label := .CommonLabels.SortedPairs }}{{ if $i }}%2C{{ end }}{{ with $label }}{{ .Name }}%3D%22${encode(value)}%22{{ end }}{{ end }}%7D`;

/** urlquery writes a blank as a plus, which Alertmanager takes for one. */
const encoded = (text: string): string => `{{ reReplaceAll "[+]" "%20" (urlquery (${text})) }}`;

/** In HTML each value in an address is encoded by itself. */
const byItself = (text: string): string => `{{ ${text} }}`;

/** Addresses that notifications link: those of the alerts, where all have the same, else those of the first. */
export const linkTemplates = `{{ define "gapwatch.runbook" }}{{ or .CommonAnnotations.runbook_url (index .Alerts 0).Annotations.runbook_url .ExternalURL }}{{ end }}

{{ define "gapwatch.dashboard" }}{{ or .CommonAnnotations.dashboard_url (index .Alerts 0).Annotations.dashboard_url .ExternalURL }}{{ end }}

{{ define "gapwatch.list" }}{{ .ExternalURL }}/#/alerts?receiver={{ .Receiver }}{{ end }}

{{ define "gapwatch.silence" }}${silence(encoded)}{{ end }}

{{ define "gapwatch.silence.html" }}${silence(byItself)}{{ end }}`;
