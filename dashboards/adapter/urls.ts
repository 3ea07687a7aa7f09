import type { Config } from '../../config/load-config.ts';
import { type PanelRef, panelId } from './dashboard.ts';

/** Where a person sees a dashboard. */
export const boardUrl = (uid: string, { grafana }: Pick<Config['urls'], 'grafana'>): string =>
  `${grafana.replace(/\/$/, '')}/d/${uid}`;

/** Where a person sees one panel large: the `dashboard_url` of an alert. */
export const panelUrl = ({ uid, title }: PanelRef, urls: Config['urls']): string =>
  `${boardUrl(uid, urls)}?viewPanel=${panelId(title)}`;
