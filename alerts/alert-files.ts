import type { GeneratedFile } from '../config/generated-file.ts';
import type { Config } from '../config/load-config.ts';
import type { TimeScale } from '../prometheus/scaled.ts';
import { alertGroups } from './alerts.ts';
import { recordingTestFiles } from './recording-test-files.ts';
import { alertmanagerFile } from './routes/alertmanager-file.ts';
import { templateFile } from './routes/template-file.ts';
import { rulesFile } from './rules-file.ts';
import { runbookFile } from './runbook-file.ts';
import { testFiles } from './test-file.ts';

/**
 * Rules, their tests, runbooks and routes of a configuration: the same texts on every call. Tests are of the rules in
 * earnest; rules on a faster clock come without.
 * @throws ConfigError for a threshold that its metric cannot tell apart
 */
export const alertFiles = (config: Config, scale: TimeScale = {}): GeneratedFile[] => {
  const groups = alertGroups(config);
  const alerts = groups.flatMap((group) => group.alerts);
  return [
    rulesFile(groups, config, scale),
    ...((scale.timeScale ?? 1) === 1 ? [...testFiles(groups, config), ...recordingTestFiles(config)] : []),
    alertmanagerFile(alerts, config, scale),
    templateFile(),
    ...alerts.map((alert) => runbookFile(alert, config, scale)),
  ];
};
