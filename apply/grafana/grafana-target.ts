import type { GeneratedFile } from '../../config/generated-file.ts';
import type { Api } from '../http/api.ts';
import { planItems } from '../items.ts';
import type { Target } from '../target.ts';
import { dashboardItems, oldDashboards } from './dashboard-items.ts';
import { dataSourceItems } from './data-source-items.ts';
import { folderItem } from './folder-item.ts';

interface GrafanaOptions {
  readonly api: Api;
  readonly files: readonly GeneratedFile[];
  /** Whether data sources are ours to make too. */
  readonly dataSources: boolean;
}

/**
 * Grafana: our folder, our dashboards, and our data sources where that is asked for. Nothing else of it is looked at.
 * @see https://grafana.com/docs/grafana/latest/developers/http_api/
 */
export const grafanaTarget = ({ api, files, dataSources }: GrafanaOptions): Target => ({
  name: 'grafana',
  title: api.title,
  url: api.url,
  close: api.close,
  async plan({ prune, signal }) {
    const sources = dataSources ? await dataSourceItems(api, files, signal) : [];
    const dashboards = await dashboardItems(api, files, signal);
    const old = await oldDashboards(api, dashboards, signal);
    const fromFiles = [...sources, ...dashboards].filter(({ provisioned }) => provisioned);
    // Where Grafana reads all dashboards from files, it has a folder for them.
    const folder = dashboards.every(({ provisioned }) => provisioned) ? [] : [await folderItem(api, signal)];
    const plan = planItems(
      [...folder, ...sources, ...dashboards],
      old.filter(({ provisioned }) => !provisioned),
      prune,
    );
    const stuck = fromFiles.filter(({ kind, name }) =>
      plan.changes.some((change) => change.kind === kind && change.name === name),
    );
    return {
      ...plan,
      notes: [],
      obstacles: stuck.map(
        ({ kind, name }) =>
          `Grafana at ${api.url} has ${kind} ${name} from a file of its provisioning; change it there.`,
      ),
      advice: 'it keeps them otherwise than it was given them',
    };
  },
});
