import type { Config } from '../../config/load-config.ts';
import { boardUrl } from '../../dashboards/adapter/urls.ts';
import { chat } from '../../dashboards/chat.ts';
import { logPipeline } from '../../dashboards/log-pipeline.ts';
import { accessesBoard, chatBoard, kibanaBoardUrl, servicesBoard } from '../boards.ts';
import { lens } from '../lens/lens.ts';
import type { Panel } from '../lens/panel.ts';
import { board } from '../objects/board.ts';
import { dataView } from '../objects/data-view.ts';
import { guide } from '../objects/guide.ts';
import type { SavedObject } from '../objects/saved-object.ts';
import { type Search, savedSearch } from '../objects/search.ts';
import { chatPanels } from './panels.ts';
import { chatSearches } from './searches.ts';
import { type ChatField, chatView } from './view.ts';

const markdown = (
  config: Config,
): string => `Log lines of the chat. **http.request.id** opens all lines of that request, \
**in Grafana** the chat's dashboard around that line.

In Grafana: [${chat.title}](${boardUrl(chat.uid, config.urls)}) · [${logPipeline.title}](${boardUrl(logPipeline.uid, config.urls)}). \
Here: [accesses of nginx](${kibanaBoardUrl(accessesBoard, config)})${
  config.logs.services.length > 0 ? ` · [lines of all services](${kibanaBoardUrl(servicesBoard, config)})` : ''
}.`;

/** All that Kibana gets of the chat's lines, each after those that it is made of. */
export const chatObjects = (config: Config): readonly SavedObject[] => {
  const view = chatView(config);
  const search = (one: Search<ChatField>) => savedSearch(view, one);
  const panel = (one: Panel<ChatField>) => lens(view, one);
  const searches = chatSearches(config);
  const panels = chatPanels(config);
  const about = guide({
    id: 'gapwatch-logs-guide',
    title: 'About these lines',
    description: 'Where to go from here.',
    markdown: markdown(config),
  });
  return [
    dataView(view),
    ...Object.values(searches).map(search),
    ...Object.values(panels).map(panel),
    about,
    board({
      id: chatBoard,
      title: 'Chat: log lines',
      description: 'What the chat service logs: failures, slow work, blocked messages, and who writes.',
      from: 'now-24h',
      rows: [
        { height: 5, panels: [about] },
        { height: 6, panels: [panel(panels.lines), panel(panels.errors), panel(panels.blocked), panel(panels.slow)] },
        {
          height: 11,
          panels: [
            [panel(panels.levels), 32],
            [panel(panels.kinds), 16],
          ],
        },
        { height: 14, panels: [search(searches.errors)] },
        { height: 12, panels: [panel(panels.routes), panel(panels.events)] },
        {
          height: 11,
          panels: [
            [panel(panels.durations), 32],
            [panel(panels.clients), 16],
          ],
        },
        { height: 10, panels: [panel(panels.statements)] },
        { height: 14, panels: [search(searches.slow)] },
        {
          height: 11,
          panels: [
            [panel(panels.rooms), 32],
            [panel(panels.writers), 16],
          ],
        },
        { height: 14, panels: [search(searches.blocked)] },
      ],
    }),
  ];
};
