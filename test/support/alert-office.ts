import { expect, vi } from 'vitest';
import { alertFiles } from '../../alerts/alert-files.ts';
import { alertGroups } from '../../alerts/alerts.ts';
import { parseConfig } from '../../config/load-config.ts';
import type { ConfigInput } from '../../config/schema.ts';
import { writeGenerated } from './generated-folder.ts';
import { type Hook, startHook } from './start-hook.ts';
import { startAlertmanager } from './start-servers.ts';
import type { TestServer } from './start-service.ts';

const patience = { timeout: 40_000, interval: 50 };

const teams = [{ name: 'chat' }, { name: 'data', owns: ['MySQLDown', 'MySQLConnections', 'capacity'] }];

const receivers = (url: string): ConfigInput['receivers'] => [
  { kind: 'webhook', name: 'everything', url },
  { kind: 'webhook', name: 'chat_pages', url, severities: ['page'], teams: ['chat'] },
  { kind: 'webhook', name: 'data', url, severities: ['page', 'ticket'], teams: ['data'] },
  { kind: 'webhook', name: 'programs', url, severities: ['none'] },
];

/** Who is told of pages of the team chat, and of pages and tickets of the team data, in order of their names. */
export const listeners = { pages: ['chat_pages', 'everything'], data: ['data', 'everything'] } as const;

/** Labels of an alert: one of ours gets its severity and team as in the rules; one of others says all by itself. */
export type AlertLabelSet = Readonly<Record<string, string>> & { readonly alertname: string };

/** An alert as Alertmanager lists it. `mutedBy` came after 0.25. */
interface Listed {
  readonly fingerprint: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly status: {
    readonly state: string;
    readonly inhibitedBy: readonly string[];
    readonly mutedBy?: readonly string[];
  };
}

/** An Alertmanager with the webhook that all of its receivers are. */
export interface AlertOffice {
  readonly hook: Hook;
  readonly alertmanager: TestServer;
  readonly post: (
    environment: string,
    ...alerts: readonly (AlertLabelSet & { readonly endsAt?: string })[]
  ) => Promise<void>;
  readonly list: (environment: string) => Promise<readonly Listed[]>;
  /** Receivers that were told that an alert fires, in order of their names. */
  readonly told: (environment: string, labels: AlertLabelSet) => readonly string[];
  readonly close: () => Promise<void>;
}

/** Starts an Alertmanager with a configuration's routes, sixty times as fast, and the webhook that all receivers are. */
export const openAlertOffice = async (more: ConfigInput = {}): Promise<AlertOffice> => {
  const hook = await startHook();
  const config = parseConfig({ teams, receivers: receivers(hook.url), ...more }, 'gapwatch.config.ts');
  const folder = await writeGenerated(alertFiles(config, { timeScale: 60 }));
  const alertmanager = await startAlertmanager({
    configFile: folder.path('alerts/generated/alertmanager.yml'),
    args: ['--log.level=debug'],
  });
  const known = new Map(alertGroups(config).flatMap(({ alerts }) => alerts.map((alert) => [alert.name, alert])));
  const whole = (environment: string, labels: AlertLabelSet): AlertLabelSet => {
    const alert = known.get(labels.alertname);
    const own = alert && { severity: alert.severity, team: alert.team };
    return { ...own, environment, watched_service: 'fungap', ...labels };
  };
  return {
    hook,
    alertmanager,
    async post(environment, ...alerts) {
      const response = await fetch(`${alertmanager.url}/api/v2/alerts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(
          alerts.map(({ endsAt, ...labels }) => ({
            labels: whole(environment, labels as AlertLabelSet),
            ...(endsAt && { endsAt }),
          })),
        ),
      });
      expect([response.status, await response.text()]).toEqual([200, '']);
    },
    async list(environment) {
      const filter = new URLSearchParams({ filter: `environment="${environment}"` });
      const groups = (await (await fetch(`${alertmanager.url}/api/v2/alerts/groups?${filter}`)).json()) as {
        alerts: Listed[];
      }[];
      return groups.flatMap(({ alerts }) => alerts);
    },
    told(environment, labels) {
      const asked = JSON.stringify(Object.entries(whole(environment, labels)).sort());
      const names = hook.hooked.flatMap(({ receiver, alerts }) =>
        alerts.some((one) => one.status === 'firing' && JSON.stringify(Object.entries(one.labels).sort()) === asked)
          ? [receiver]
          : [],
      );
      return [...new Set(names)].sort();
    },
    async close() {
      await alertmanager.stop();
      await hook.close();
      await folder.remove();
    },
  };
};

/** Tells that whatever was to be told before has been: what is posted now waits as long, and has arrived. */
export const passOn = async (
  office: AlertOffice,
  environment: string,
  ...alerts: readonly (readonly [AlertLabelSet, readonly string[]])[]
) => {
  await office.post(environment, ...alerts.map(([labels]) => labels));
  await vi.waitFor(() => {
    for (const [labels, receivers] of alerts) expect(office.told(environment, labels)).toEqual(receivers);
  }, patience);
};
