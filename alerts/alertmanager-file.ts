import type { GeneratedFile } from '../config/generated-file.ts';
import type { Config } from '../config/load-config.ts';
import { renderYaml } from '../config/yaml.ts';
import { hours, minutes, seconds } from '../metrics/promql/duration.ts';
import { printScaled, type TimeScale } from '../prometheus/scaled.ts';
import type { externalLabels } from '../prometheus/scrape-config.ts';
import type { Alert, Severity } from './alert.ts';

/** How notifications of a severity are paced. */
interface Pace {
  readonly receiver: string;
  /** How long the first one waits for others of its group. */
  readonly wait: ReturnType<typeof seconds>;
  /** How long the next one waits when something in the group has changed. */
  readonly interval: ReturnType<typeof seconds>;
  /** How long an unchanged group is silent. */
  readonly repeat: ReturnType<typeof seconds>;
}

const paces: Readonly<Record<Severity, Pace>> = {
  // Long enough that what falls together is told together, short enough for somebody who is woken.
  page: { receiver: 'page', wait: seconds(15), interval: minutes(1), repeat: hours(1) },
  // Once a day is enough to remind.
  ticket: { receiver: 'ticket', wait: minutes(1), interval: minutes(5), repeat: hours(24) },
  // A receiver that hears nothing for five minutes knows that the way is broken.
  none: { receiver: 'watchdog', wait: seconds(0), interval: minutes(1), repeat: minutes(2) },
};

/** The Watchdog keeps real time on a faster clock too: else it would drown the others. */
const scaleOf = (severity: Severity, scale: TimeScale): TimeScale => (severity === 'none' ? {} : scale);

const paceOf = ({ receiver, wait, interval, repeat }: Pace, scale: TimeScale) => ({
  receiver,
  group_wait: printScaled(wait, scale),
  group_interval: printScaled(interval, scale),
  repeat_interval: printScaled(repeat, scale),
});

const webhooksOf = ({ receivers }: Config) =>
  receivers.flatMap((receiver) => (receiver.kind === 'webhook' ? [{ url: receiver.url }] : []));

const slacksOf = ({ receivers }: Config) =>
  receivers.flatMap((receiver) =>
    receiver.kind === 'slack'
      ? [
          {
            api_url_file: receiver.apiUrlFile,
            channel: receiver.channel,
            send_resolved: true,
            title: '{{ .CommonLabels.severity }}: {{ .GroupLabels.alertname }} ({{ .Status }})',
            title_link: '{{ .CommonAnnotations.dashboard_url }}',
            text: '{{ range .Alerts }}{{ .Annotations.summary }} (<{{ .Annotations.runbook_url }}|runbook>)\n{{ .Annotations.description }}\n{{ end }}',
          },
        ]
      : [],
  );

/** Everybody hears of pages and tickets. The Watchdog goes to programs only: people would learn to ignore it. */
const receiversOf = (config: Config) => {
  const [webhooks, slacks] = [webhooksOf(config), slacksOf(config)];
  const everybody = {
    ...(webhooks.length > 0 && { webhook_configs: webhooks }),
    ...(slacks.length > 0 && { slack_configs: slacks }),
  };
  return [
    { name: paces.page.receiver, ...everybody },
    { name: paces.ticket.receiver, ...everybody },
    { name: paces.none.receiver, ...(webhooks.length > 0 && { webhook_configs: webhooks }) },
  ];
};

/** What prometheus.yml says of every alert: whose it is, should several services share an Alertmanager. */
const owner: readonly (keyof ReturnType<typeof externalLabels>)[] = ['environment', 'service_name'];

/**
 * A cause keeps its consequences quiet wherever they are within the service: there is one MySQL, and other labels of the
 * two differ.
 */
const inhibitions = (alerts: readonly Alert[]) =>
  [...new Set(alerts.flatMap(({ consequenceOf }) => consequenceOf))].map((cause) => ({
    source_matchers: [`alertname="${cause}"`],
    target_matchers: [
      `alertname=~"${alerts.flatMap((alert) => (alert.consequenceOf.includes(cause) ? [alert.name] : [])).join('|')}"`,
    ],
    equal: owner,
  }));

/**
 * alertmanager.yml: who hears of what, how soon and how often. Valid from Alertmanager 0.25 on.
 * @see https://prometheus.io/docs/alerting/latest/configuration/
 */
export const alertmanagerFile = (alerts: readonly Alert[], config: Config, scale: TimeScale): GeneratedFile => ({
  path: 'alerts/generated/alertmanager.yml',
  text: renderYaml('alerts/alertmanager-file.ts', {
    route: {
      // An alert of unknown severity, which somebody else may have written, is a ticket.
      ...paceOf(paces.ticket, scale),
      group_by: ['alertname', 'job', ...owner],
      routes: (['page', 'ticket', 'none'] as const).map((severity) => ({
        matchers: [`severity="${severity}"`],
        ...paceOf(paces[severity], scaleOf(severity, scale)),
      })),
    },
    inhibit_rules: inhibitions(alerts),
    receivers: receiversOf(config),
  }),
});
