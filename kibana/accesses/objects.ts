import type { Config } from '../../config/load-config.ts';
import { boardUrl } from '../../dashboards/adapter/urls.ts';
import { chat } from '../../dashboards/chat.ts';
import { abnormalAccess } from '../../logstash/nginx/fields.ts';
import { accessesBoard, chatBoard, kibanaBoardUrl } from '../boards.ts';
import { lens } from '../lens/lens.ts';
import type { Panel } from '../lens/panel.ts';
import { board } from '../objects/board.ts';
import { dataView } from '../objects/data-view.ts';
import { guide } from '../objects/guide.ts';
import type { SavedObject } from '../objects/saved-object.ts';
import { savedSearch } from '../objects/search.ts';
import { accessPanels as panels } from './panels.ts';
import { accessSearches as searches } from './searches.ts';
import { type AccessField, accessView } from './view.ts';

const rules = Object.entries(abnormalAccess)
  .map(([rule, meaning]) => `- **${rule}**: ${meaning}`)
  .join('\n');

const markdown = (config: Config): string => `Abnormal is an access that breaks one of these rules:

${rules}

In Grafana: [${chat.title}](${boardUrl(chat.uid, config.urls)}). Here: [log lines of the chat](${kibanaBoardUrl(chatBoard, config)}).`;

/** All that Kibana gets of nginx' accesses, each after those that it is made of. */
export const accessObjects = (config: Config): readonly SavedObject[] => {
  const view = accessView(config);
  const panel = (one: Panel<AccessField>) => lens(view, one);
  const abnormal = savedSearch(view, searches.abnormal);
  const about = guide({
    id: 'gapwatch-accesses-guide',
    title: 'About these accesses',
    description: 'What makes an access abnormal, and where to go from here.',
    markdown: markdown(config),
  });
  return [
    dataView(view),
    abnormal,
    ...Object.values(panels).map(panel),
    about,
    board({
      id: accessesBoard,
      title: 'nginx: accesses',
      description: 'Who asks the chat for what: abnormal accesses, search terms, totals, places.',
      from: 'now-7d',
      rows: [
        { height: 6, panels: [panel(panels.events), panel(panels.clients), panel(panels.bytes)] },
        {
          height: 12,
          panels: [
            [panel(panels.perDay), 28],
            [panel(panels.rules), 20],
          ],
        },
        {
          height: 14,
          panels: [
            [panel(panels.map), 28],
            [panel(panels.places), 20],
          ],
        },
        { height: 14, panels: [panel(panels.searched), panel(panels.paths)] },
        {
          height: 12,
          panels: [
            [panel(panels.classes), 32],
            [panel(panels.browsers), 16],
          ],
        },
        {
          height: 12,
          panels: [
            [panel(panels.intruders), 20],
            [about, 28],
          ],
        },
        { height: 14, panels: [abnormal] },
      ],
    }),
  ];
};
