import { type DashboardJson, dashboardSchema, type PanelJson } from '../../dashboards/lint/dashboard-json.ts';

const datasource = { type: 'prometheus', uid: `\${datasource}` };

/** A variable as every dashboard has it, for one that keeps all rules. */
export const targetVariable = (name: string, label: string, series: string) => ({
  name,
  label,
  type: 'query',
  datasource,
  query: `label_values(${series}, ${name})`,
  multi: true,
  includeAll: true,
  allValue: '.+',
  refresh: 2,
});

/** A panel that keeps all rules, but for what a test changes. */
export const examplePanel = (changes: Partial<PanelJson> = {}): PanelJson => ({
  id: 1,
  type: 'timeseries',
  title: 'Messages',
  description: 'What people send.',
  gridPos: { x: 0, y: 0, w: 12, h: 8 },
  datasource,
  targets: [{ refId: 'A', datasource, expr: 'up{instance=~"$instance",job=~"$job"}' }],
  fieldConfig: { defaults: { unit: 'short' } },
  ...changes,
});

/** A panel that keeps all rules but those of its expression. */
export const panelWith = (expr: string): PanelJson => examplePanel({ targets: [{ refId: 'A', datasource, expr }] });

/** A dashboard that keeps all rules, but for what a test changes. */
export const exampleDashboard = (changes: Partial<DashboardJson> = {}): DashboardJson =>
  dashboardSchema.parse({
    editable: false,
    templating: {
      list: [
        { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus' },
        targetVariable('job', 'Job', 'up'),
        targetVariable('instance', 'Instance', 'up{job=~"$job"}'),
      ],
    },
    panels: [examplePanel()],
    ...changes,
  });
