import { stableLine } from '../../dashboards/adapter/stable-json.ts';
import { type SavedObject, savedObject } from './saved-object.ts';

/** A panel of text, in Markdown. */
export interface Guide {
  readonly id: `gapwatch-${string}`;
  readonly title: string;
  readonly description: string;
  readonly markdown: string;
}

/** A text as Kibana keeps it. */
export const guide = ({ id, title, description, markdown }: Guide): SavedObject =>
  savedObject('visualization', id, {
    title,
    description,
    visState: stableLine({
      title,
      type: 'markdown',
      aggs: [],
      params: { markdown, fontSize: 12, openLinksInNewTab: true },
    }),
    uiStateJSON: '{}',
    kibanaSavedObjectMeta: { searchSourceJSON: '{}' },
  });
