import { kibanaUrl } from '../../config/discover-url.ts';
import type { Config } from '../../config/load-config.ts';
import { chatBoard, kibanaBoardUrl, servicesBoard } from '../boards.ts';
import { lens } from '../lens/lens.ts';
import type { Panel } from '../lens/panel.ts';
import { board } from '../objects/board.ts';
import { dataView } from '../objects/data-view.ts';
import { guide } from '../objects/guide.ts';
import type { SavedObject } from '../objects/saved-object.ts';
import { type Search, savedSearch } from '../objects/search.ts';
import { servicePanels as panels } from './panels.ts';
import { allSearches, serviceSearches } from './searches.ts';
import { type LineField, servicesView } from './view.ts';

const markdown = (config: Config): string => {
  const link = (text: string, { id }: Pick<Search<LineField>, 'id'>) =>
    `[${text}](${kibanaUrl(config)}/app/discover#/view/${id})`;
  const each = config.logs.services.map(({ dataset }) => {
    const { lines, errors } = serviceSearches(dataset);
    return `- **${dataset}**: ${link('log lines', lines)} · ${link('errors', errors)}`;
  });
  return `Log lines of the chat and of the services that \`logs.services\` names:

${each.join('\n')}

${link("One request's story", allSearches.story)} in all of them. The chat has [a dashboard of its own](${kibanaBoardUrl(chatBoard, config)}).`;
};

/** All that Kibana gets of the lines of all services, each after those that it is made of. */
export const serviceObjects = (config: Config): readonly SavedObject[] => {
  const view = servicesView(config);
  const search = (one: Search<LineField>) => savedSearch(view, one);
  const panel = (one: Panel<LineField>) => lens(view, one);
  const about = guide({
    id: 'gapwatch-services-guide',
    title: 'About these services',
    description: 'Where to go from here.',
    markdown: markdown(config),
  });
  return [
    dataView(view),
    ...Object.values(allSearches).map(search),
    ...config.logs.services.flatMap(({ dataset }) => Object.values(serviceSearches(dataset)).map(search)),
    ...Object.values(panels).map(panel),
    about,
    board({
      id: servicesBoard,
      title: 'All services: log lines',
      description: 'Who logs how much, and what fails where.',
      from: 'now-24h',
      rows: [
        {
          height: 10,
          panels: [
            [about, 20],
            [panel(panels.services), 28],
          ],
        },
        { height: 11, panels: [panel(panels.lines), panel(panels.errors)] },
        { height: 14, panels: [search(allSearches.errors)] },
        { height: 11, panels: [panel(panels.kinds)] },
      ],
    }),
  ];
};
