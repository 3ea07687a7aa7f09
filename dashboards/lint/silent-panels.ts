import type { PanelJson } from './dashboard-json.ts';

/** Panels that show what is written into them, or lists that Grafana keeps itself. */
const kinds = ['row', 'text', 'alertlist', 'annolist', 'dashlist', 'news'];

/** Whether a panel asks no data source. */
export const asksNothing = ({ type }: PanelJson): boolean => kinds.includes(type);
