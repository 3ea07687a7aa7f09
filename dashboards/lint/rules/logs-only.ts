import { exampleDashboard, examplePanel, exampleTarget } from '../example-dashboard.ts';
import { type DashboardRule, placeOf, shownPanels } from '../rule.ts';

const { list } = exampleDashboard().templating;
const elasticsearch = { type: 'elasticsearch', uid: `\${logs}` };
const choice = { name: 'logs', label: 'Logs', type: 'datasource', query: 'elasticsearch' };
const withLogs = (type: string) => ({
  templating: { list: [...list, choice] },
  panels: [
    examplePanel({ type, datasource: elasticsearch, targets: [{ ...exampleTarget(''), datasource: elasticsearch }] }),
  ],
});

/** Numbers come from Prometheus, lines from Elasticsearch. */
export const logsOnly: DashboardRule = {
  name: 'logs-only',
  why: 'Lines that are counted cost a search at each refresh, and end where the logs do; a metric is cheap and lasts.',
  find: ({ dashboard }) =>
    shownPanels(dashboard).flatMap((panel) =>
      panel.targets
        .filter(({ datasource }) => panel.type !== 'logs' && (datasource?.type ?? 'prometheus') !== 'prometheus')
        .map(({ refId, datasource }) => ({
          where: `${placeOf(panel)}, query ${refId}`,
          message: `it asks ${datasource?.type} for numbers; count them in a metric, or make it a panel of logs.`,
        })),
    ),
  good: [withLogs('logs')],
  bad: [
    {
      example: withLogs('stat'),
      says: 'panel "Carts", query A: it asks elasticsearch for numbers; count them in a metric, or make it a panel of logs.',
    },
  ],
};
