import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type {
  FieldConfigSource,
  PanelKind,
  PanelQueryKind,
  TransformationKind,
} from '@grafana/grafana-foundation-sdk/dashboardv2beta1';
import { z } from 'zod';
import { dataQuery } from './data-query.ts';

const target = z.looseObject({
  refId: z.string(),
  datasource: z.object({ type: z.string(), uid: z.string() }),
});

const queryOf = (one: unknown): PanelQueryKind => {
  const { refId, datasource, ...spec } = target.parse(one);
  return { kind: 'PanelQuery', spec: { refId, hidden: false, query: dataQuery(datasource, spec) } };
};

const transformationOf = ({ id, options }: { readonly id: string; readonly options: unknown }): TransformationKind => ({
  kind: id,
  spec: { id, options },
});

/** A drawn panel as an element of the newer schema. What draws it, options and fields, is the same in both. */
export const elementOf = (panel: Panel): PanelKind => {
  const {
    type,
    id = 0,
    title = '',
    description = '',
    links = [],
    interval,
    maxDataPoints,
    options,
    fieldConfig,
  } = panel;
  return {
    kind: 'Panel',
    spec: {
      id,
      title,
      description,
      links: links.map((link) => ({ title: link.title, url: link.url ?? '', targetBlank: link.targetBlank })),
      data: {
        kind: 'QueryGroup',
        spec: {
          queries: (panel.targets ?? []).map(queryOf),
          transformations: (panel.transformations ?? []).map(transformationOf),
          queryOptions: {
            ...(interval !== undefined && { interval }),
            ...(typeof maxDataPoints === 'number' && { maxDataPoints }),
          },
        },
      },
      vizConfig: {
        kind: 'VizConfig',
        group: type,
        // Grafana's own panels have the version of Grafana; none means the running one.
        version: '',
        spec: {
          options: options ?? {},
          // The SDK has the same shape twice, once for each schema.
          fieldConfig: (fieldConfig ?? { defaults: {}, overrides: [] }) as unknown as FieldConfigSource,
        },
      },
    },
  };
};
