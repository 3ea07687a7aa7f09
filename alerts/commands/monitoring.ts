import { reachUrl } from './address.ts';
import { ask } from './ask.ts';
import { type Command, type Look, quote } from './command.ts';

/** The targets that Prometheus scrapes, with the reason beside each that does not answer. */
export const targets: Look = ask(
  'prometheus',
  '/api/v1/targets?state=active',
  '.data.activeTargets | "\\(length) targets", (.[] | [.labels.job, .labels.instance, .health, .lastError] | @tsv)',
);

/** What fires now, as Alertmanager knows it. */
export const firingAlerts: Look = ask(
  'alertmanager',
  '/api/v2/alerts',
  '"\\(length) alerts", (sort_by(.startsAt)[] | [.startsAt[:19], .labels.severity, .labels.alertname, .annotations.summary] | @tsv)',
);

/** Has a server read its configuration again. */
export const reload = (server: 'prometheus' | 'alertmanager'): Command<true> => ({
  where: 'anywhere',
  changes: true,
  shell: (config) => `curl -fsS -X POST ${quote(`${reachUrl(config, config.urls[server])}/-/reload`)}`,
});
