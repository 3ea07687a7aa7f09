import { LogsDedupStrategy, LogsSortOrder } from '@grafana/grafana-foundation-sdk/common';
import type { Panel as SdkPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/logs';
import type { Lines } from '../log-lines.ts';
import { logTargets } from '../targets.ts';

/** Lines of the log, the latest first; a click opens one with all of its fields. */
export const renderLogs = (lines: Lines): SdkPanel =>
  new PanelBuilder()
    .targets(logTargets(lines))
    .showTime(true)
    .wrapLogMessage(true)
    .enableLogDetails(true)
    .sortOrder(LogsSortOrder.Descending)
    .dedupStrategy(LogsDedupStrategy.None)
    .build();
