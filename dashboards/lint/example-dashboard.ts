import { type DashboardJson, dashboardSchema, type PanelJson } from './dashboard-json.ts';

const datasource = { type: 'prometheus', uid: `\${datasource}` };

/** A query that keeps all rules, but for its expression. */
export const exampleTarget = (expr: string): PanelJson['targets'][number] => ({
  refId: 'A',
  datasource,
  expr,
  legendFormat: '',
});

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
export const examplePanel = (changes: Partial<PanelJson> = {}): DashboardJson['panels'][number] => ({
  id: 1,
  type: 'timeseries',
  title: 'Carts',
  description: 'What people have in hand.',
  gridPos: { x: 0, y: 0, w: 12, h: 8 },
  datasource,
  targets: [exampleTarget('up{instance=~"$instance",job=~"$job"}')],
  fieldConfig: { defaults: { unit: 'short' } },
  panels: [],
  ...changes,
});

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
