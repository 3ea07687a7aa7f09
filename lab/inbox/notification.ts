import { z } from 'zod';

/** @see https://prometheus.io/docs/alerting/latest/configuration/#webhook_config version 4 of the body */
const webhookBody = z.object({
  groupLabels: z.record(z.string(), z.string()).default({}),
  alerts: z
    .array(
      z.object({
        status: z.enum(['firing', 'resolved']),
        labels: z.record(z.string(), z.string()),
        annotations: z.record(z.string(), z.string()).default({}),
        startsAt: z.string(),
        endsAt: z.string(),
      }),
    )
    .max(10_000),
});

/** One alert of a notification, as it arrived. Times are RFC 3339. */
export interface Notification {
  readonly receivedAt: string;
  /** What the alerts that came with it have in common. */
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly status: 'firing' | 'resolved';
  readonly alertname: string;
  readonly severity: string;
  readonly summary: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
}

/**
 * Reads what Alertmanager posts to a webhook, one notification for each alert in it.
 * @throws Error if the text is not JSON, or not such a body
 */
export const parseNotifications = (text: string, receivedAt: Date): Notification[] => {
  const { groupLabels, alerts } = webhookBody.parse(JSON.parse(text));
  return alerts.map((alert) => ({
    receivedAt: receivedAt.toISOString(),
    groupLabels,
    status: alert.status,
    alertname: alert.labels.alertname ?? '(no name)',
    severity: alert.labels.severity ?? 'none',
    summary: alert.annotations.summary ?? '',
    labels: alert.labels,
    annotations: alert.annotations,
    startsAt: alert.startsAt,
    endsAt: alert.endsAt,
  }));
};
