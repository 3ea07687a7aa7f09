import type { LogField } from '../../app/logging/fields.ts';
import { stableLine } from '../../dashboards/adapter/stable-json.ts';
import { both, type Condition } from '../query/condition.ts';
import { queryOf } from '../query/kql.ts';
import type { Column, View } from '../view.ts';
import { type SavedObject, savedObject, toView } from './saved-object.ts';

/** A search that is kept under a name. */
export interface Search<F extends LogField> {
  readonly id: `gapwatch-${string}`;
  readonly title: string;
  readonly description: string;
  readonly only: Condition<F>;
  readonly columns: readonly Column<F>[];
  /** What the lines are ordered by. */
  readonly by: readonly (readonly [field: F['name'], order: 'asc' | 'desc'])[];
}

const indexRefName = 'kibanaSavedObjectMeta.searchSourceJSON.index';

/** A search as Kibana's Discover keeps it. */
export const savedSearch = <F extends LogField>(view: View<F>, search: Search<F>): SavedObject => {
  const { id, title, description, only, columns, by } = search;
  return savedObject(
    'search',
    id,
    {
      title,
      description,
      columns,
      sort: by,
      grid: {},
      hideChart: false,
      isTextBasedQuery: false,
      kibanaSavedObjectMeta: {
        searchSourceJSON: stableLine({
          query: queryOf(both(view.own, only)),
          filter: [],
          highlightAll: true,
          version: true,
          indexRefName,
        }),
      },
    },
    [toView(view, indexRefName)],
  );
};
