import type { AlertRule } from '../alert-rule.ts';
import { exampleAlert } from '../example-alert.ts';

const { annotations } = exampleAlert();
const leadingTo = (dashboard_url: string) => ({ annotations: { ...annotations, dashboard_url } });

/** The link of a notification leads to a panel. */
export const alertPanel: AlertRule = {
  name: 'alert-panel',
  why: 'A link to a panel that is not there opens an empty page, at the worst moment.',
  find: ({ written, panels }) => {
    const url = written.annotations.dashboard_url ?? '';
    // Without one it lacks an annotation.
    if (!url) return [];
    // At the end of the path, with or without a title behind it: Grafana may itself stand below a path that has a /d/.
    const [, uid, id] = /\/d\/([^/?]+)(?:\/[^/?]*)?\?(?:.*&)?viewPanel=(?:panel-)?(\d+)/.exec(url) ?? [];
    if (uid === undefined) return [`its dashboard_url leads to no panel: ${url}.`];
    return panels.has(`${uid}/${id}`)
      ? []
      : [`its dashboard_url leads to panel ${id} of dashboard ${uid}, which is not there.`];
  },
  good: [
    {},
    leadingTo('https://grafana.example/d/shop/carts?from=now-1h&viewPanel=panel-7'),
    leadingTo('https://x.example/d/us/d/shop?viewPanel=7'),
  ],
  bad: [
    {
      example: leadingTo('https://grafana.example/d/shop?viewPanel=8'),
      says: 'its dashboard_url leads to panel 8 of dashboard shop, which is not there.',
    },
    {
      example: leadingTo('https://grafana.example/'),
      says: 'its dashboard_url leads to no panel: https://grafana.example/.',
    },
  ],
};
