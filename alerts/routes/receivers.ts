import type { Config } from '../../config/load-config.ts';
import { noOne } from './routing-tree.ts';

type Receiver<K> = Extract<Config['receivers'][number], { readonly kind: K }>;

const named = (template: string): string => `{{ template "${template}" . }}`;

/** Programs get Alertmanager's own JSON. */
const webhook = ({ url, tokenFile }: Receiver<'webhook'>) => ({
  webhook_configs: [
    { url, send_resolved: true, ...(tokenFile && { http_config: { authorization: { credentials_file: tokenFile } } }) },
  ],
});

const slack = ({ channel, apiUrlFile }: Receiver<'slack'>) => ({
  slack_configs: [
    {
      api_url_file: apiUrlFile,
      channel,
      send_resolved: true,
      color: named('gapwatch.slack.colour'),
      title: named('gapwatch.slack.title'),
      title_link: named('gapwatch.dashboard'),
      text: named('gapwatch.slack.text'),
      // What a phone shows before the message is opened.
      fallback: named('gapwatch.slack.title'),
      footer: named('gapwatch.footer'),
      mrkdwn_in: ['text'],
      // A thumb hits these more easily than links in a text.
      actions: [
        { type: 'button', text: 'Runbook', url: named('gapwatch.runbook') },
        { type: 'button', text: 'Dashboard', url: named('gapwatch.dashboard') },
        { type: 'button', text: 'Silence', url: named('gapwatch.silence') },
      ],
    },
  ],
});

const email = ({ to }: Receiver<'email'>) => ({
  email_configs: [
    {
      to: to.join(', '),
      send_resolved: true,
      headers: { Subject: named('gapwatch.title') },
      text: named('gapwatch.text'),
      html: named('gapwatch.html'),
    },
  ],
});

const pagerduty = ({ routingKeyFile, url }: Receiver<'pagerduty'>) => ({
  pagerduty_configs: [
    {
      routing_key_file: routingKeyFile,
      url,
      send_resolved: true,
      description: named('gapwatch.title'),
      severity: '{{ if eq .CommonLabels.severity "page" }}critical{{ else }}warning{{ end }}',
      class: '{{ .CommonLabels.alertname }}',
      component: '{{ .CommonLabels.job }}',
      group: '{{ .CommonLabels.environment }}',
      client: 'gapwatch',
      client_url: named('gapwatch.dashboard'),
      // Alertmanager puts numbers beside these two, and long lists into them unless they are said.
      details: { firing: named('gapwatch.alerts'), resolved: '{{ len .Alerts.Resolved }}' },
      links: [
        { text: 'Runbook', href: named('gapwatch.runbook') },
        { text: 'Dashboard', href: named('gapwatch.dashboard') },
        { text: 'Silence', href: named('gapwatch.silence') },
      ],
    },
  ],
});

const integrationOf = (receiver: Config['receivers'][number]) => {
  switch (receiver.kind) {
    case 'webhook':
      return webhook(receiver);
    case 'slack':
      return slack(receiver);
    case 'email':
      return email(receiver);
    case 'pagerduty':
      return pagerduty(receiver);
  }
};

/** The receivers of a configuration by their names, and one that tells nobody. */
export const receivers = (config: Config) => [
  ...config.receivers.map((receiver) => ({ name: receiver.name, ...integrationOf(receiver) })),
  ...(config.receivers.some(({ severities }) => severities.includes('none')) ? [] : [{ name: noOne }]),
];

/** How mail is handed in. */
export const mailSettings = ({ server, from, login, requireTls }: NonNullable<Config['mail']>) => ({
  smtp_smarthost: server,
  smtp_from: from,
  smtp_require_tls: requireTls,
  ...(login && { smtp_auth_username: login.user, smtp_auth_password_file: login.passwordFile }),
});
