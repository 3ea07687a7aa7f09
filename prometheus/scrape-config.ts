import type { GeneratedFile } from '../config/generated-file.ts';
import type { Config } from '../config/load-config.ts';
import { renderYaml } from '../config/yaml.ts';
import { seconds } from '../metrics/promql/duration.ts';
import { printSeconds } from '../metrics/promql/print.ts';
import { jobs } from './jobs.ts';
import { scaleSeconds, type TimeScale } from './scaled.ts';

/** Four scrapes fit into a minute, so that rate() over a minute already works. */
export const scrapeInterval = seconds(15);

/** When Prometheus gives a scrape up, unless the interval is shorter. */
const scrapeTimeoutSeconds = 10;

/** Rule files as prometheus.yml names them: from its own folder, so that a copy of all the folders works too. */
const ruleFiles = ['recording.rules.yml', '../../alerts/generated/alerts.rules.yml'];

/** Labels of every alert that leaves Prometheus: whose it is. */
export const externalLabels = ({ environment, service }: Config, { timeScale = 1 }: TimeScale) => ({
  environment,
  // Not service_name, which alerts on a Swarm have of their own.
  watched_service: service,
  // So that nobody takes the times in the texts of such an alert for those of the clock on the wall.
  ...(timeScale !== 1 && { time_scale: String(timeScale) }),
});

/**
 * prometheus.yml: who is scraped, which rules are loaded, where alerts go.
 * @see https://prometheus.io/docs/prometheus/latest/configuration/configuration/
 */
export const scrapeConfig = (config: Config, scale: TimeScale): GeneratedFile => {
  const alertmanager = new URL(config.urls.alertmanager);
  const interval = scaleSeconds(scrapeInterval, scale);
  return {
    path: 'prometheus/generated/prometheus.yml',
    text: renderYaml('prometheus/scrape-config.ts', {
      global: {
        scrape_interval: printSeconds(interval),
        scrape_timeout: printSeconds(Math.min(scrapeTimeoutSeconds, interval)),
        // Rules are evaluated as often as there is something new.
        evaluation_interval: printSeconds(interval),
        external_labels: externalLabels(config, scale),
      },
      rule_files: ruleFiles,
      alerting: {
        alertmanagers: [
          {
            scheme: alertmanager.protocol.slice(0, -1),
            ...(alertmanager.pathname !== '/' && { path_prefix: alertmanager.pathname }),
            static_configs: [
              { targets: jobs(config).flatMap(({ name, targets }) => (name === 'alertmanager' ? targets : [])) },
            ],
          },
        ],
      },
      scrape_configs: jobs(config).map(({ name, targets, scheme, path }) => ({
        job_name: name,
        // What Prometheus takes for granted is left out.
        ...(scheme !== 'http' && { scheme }),
        ...(path !== '/metrics' && { metrics_path: path }),
        static_configs: [{ targets }],
      })),
    }),
  };
};
