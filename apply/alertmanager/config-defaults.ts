import { hidden } from '../prometheus/yaml-form.ts';
import type { Defaults } from '../tree/defaults.ts';
import { at } from '../tree/record.ts';

/** What a receiver takes from `global` where it says nothing itself. */
const ofGlobal =
  (key: string) =>
  (value: unknown, whole: unknown): boolean => {
    const general = at(whole, 'global', key);
    return value === general || (value === hidden && general !== undefined);
  };

/** Where Alertmanager finds the services that it knows. */
const addresses: Defaults = {
  'global/pagerduty_url': 'https://events.pagerduty.com/v2/enqueue',
  'global/opsgenie_api_url': 'https://api.opsgenie.com/',
  'global/wechat_api_url': 'https://qyapi.weixin.qq.com/cgi-bin/',
  'global/victorops_api_url': 'https://alert.victorops.com/integrations/generic/20131114/alert/',
  'global/telegram_api_url': 'https://api.telegram.org',
  'global/webex_api_url': 'https://webexapis.com/v1/messages',
  'global/rocketchat_api_url': 'https://open.rocket.chat/',
  'global/slack_app_url': 'https://slack.com/api/chat.postMessage',
};

const email: Defaults = {
  'receivers/*/email_configs/*/from': ofGlobal('smtp_from'),
  'receivers/*/email_configs/*/hello': ofGlobal('smtp_hello'),
  'receivers/*/email_configs/*/smarthost': ofGlobal('smtp_smarthost'),
  'receivers/*/email_configs/*/auth_username': ofGlobal('smtp_auth_username'),
  'receivers/*/email_configs/*/auth_password': ofGlobal('smtp_auth_password'),
  'receivers/*/email_configs/*/auth_password_file': ofGlobal('smtp_auth_password_file'),
  'receivers/*/email_configs/*/auth_secret': ofGlobal('smtp_auth_secret'),
  'receivers/*/email_configs/*/auth_identity': ofGlobal('smtp_auth_identity'),
  'receivers/*/email_configs/*/require_tls': ofGlobal('smtp_require_tls'),
  // Made of what the receiver says elsewhere.
  'receivers/*/email_configs/*/headers/From': /./,
  'receivers/*/email_configs/*/headers/To': /./,
};

const pagerduty: Defaults = {
  'receivers/*/pagerduty_configs/*/url': ofGlobal('pagerduty_url'),
  'receivers/*/pagerduty_configs/*/send_resolved': true,
  'receivers/*/pagerduty_configs/*/source': (value, _whole, around) => value === at(around, 'client'),
  'receivers/*/pagerduty_configs/*/details/num_firing': '{{ .Alerts.Firing | len }}',
  'receivers/*/pagerduty_configs/*/details/num_resolved': '{{ .Alerts.Resolved | len }}',
};

const slack: Defaults = {
  'receivers/*/slack_configs/*/api_url': ofGlobal('slack_api_url'),
  'receivers/*/slack_configs/*/api_url_file': ofGlobal('slack_api_url_file'),
  'receivers/*/slack_configs/*/app_url': ofGlobal('slack_app_url'),
  'receivers/*/slack_configs/*/color':
    /^\{\{ (if eq \.Status "firing" \}\}danger\{\{ else \}\}good\{\{ end|template "slack\.default\.color" \.) \}\}$/,
};

/**
 * What Alertmanager fills in, from 0.25 to 0.30, where alertmanager.yml does not say it.
 * @see https://prometheus.io/docs/alerting/latest/configuration/
 */
export const alertmanagerDefaults: Defaults = {
  '**/follow_redirects': true,
  '**/enable_http2': true,
  '**/authorization/type': 'Bearer',
  'global/resolve_timeout': '5m',
  'global/smtp_hello': 'localhost',
  'global/smtp_require_tls': true,
  ...addresses,
  'receivers/*/webhook_configs/*/send_resolved': true,
  // Texts of the templates that it brings along, for all kinds of receivers.
  'receivers/*/*_configs/*/**': /\{\{ template "\w+\.default\./,
  ...email,
  ...pagerduty,
  ...slack,
};
