import type { LogField } from '../../app/logging/fields.ts';
import { type SavedObject, savedObject, toView } from '../objects/saved-object.ts';
import { both } from '../query/condition.ts';
import { queryOf } from '../query/kql.ts';
import type { View } from '../view.ts';
import { drawingOf } from './drawing.ts';
import { layerId, layerOf } from './layer.ts';
import type { Panel } from './panel.ts';

/** A panel as Kibana's Lens keeps it. */
export const lens = <F extends LogField>(view: View<F>, panel: Panel<F>): SavedObject => {
  const { visualizationType, visualization } = drawingOf(panel);
  const { id, title, description } = panel;
  return savedObject(
    'lens',
    id,
    {
      title,
      description,
      visualizationType,
      state: {
        query: queryOf(both(view.own, panel.only)),
        filters: [],
        visualization,
        datasourceStates: { formBased: { layers: { [layerId]: layerOf(panel, view.fields) } } },
        internalReferences: [],
        adHocDataViews: {},
      },
    },
    [toView(view, `indexpattern-datasource-layer-${layerId}`)],
  );
};
