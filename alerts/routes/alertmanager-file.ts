import type { GeneratedFile } from '../../config/generated-file.ts';
import type { Config } from '../../config/load-config.ts';
import { renderYaml } from '../../config/yaml.ts';
import type { TimeScale } from '../../prometheus/scaled.ts';
import type { Alert } from '../alert.ts';
import { inhibitions } from './inhibitions.ts';
import { mailSettings, receivers } from './receivers.ts';
import { routingTree } from './routing-tree.ts';
import { templateName } from './template-file.ts';
import { timeIntervals } from './working-hours.ts';

/**
 * alertmanager.yml: who hears of what, how soon and how often. Valid from Alertmanager 0.25 on.
 * @see https://prometheus.io/docs/alerting/latest/configuration/
 */
export const alertmanagerFile = (alerts: readonly Alert[], config: Config, scale: TimeScale): GeneratedFile => ({
  path: 'alerts/generated/alertmanager.yml',
  text: renderYaml('alerts/routes/', {
    ...(config.mail && { global: mailSettings(config.mail) }),
    // Beside this file.
    templates: [templateName],
    route: routingTree(config, scale),
    ...(config.workingHours && { time_intervals: timeIntervals(config.workingHours) }),
    inhibit_rules: inhibitions(alerts),
    receivers: receivers(config),
  }),
});
