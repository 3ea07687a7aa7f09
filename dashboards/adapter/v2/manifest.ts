import {
  DashboardCursorSync,
  DashboardLinkType,
  type Dashboard as DashboardV2,
  type RowsLayoutRowKind,
} from '@grafana/grafana-foundation-sdk/dashboardv2beta1';
import {
  DashboardKind,
  DashboardV2Beta1,
  ManifestBuilder,
  MetadataBuilder,
} from '@grafana/grafana-foundation-sdk/resource';
import { renderYaml } from '../../../config/yaml.ts';
import { annotationsOf } from '../annotations.ts';
import type { Dashboard } from '../dashboard.ts';
import { dashboardLink } from '../links.ts';
import { type Context, type PlacedRow, placeRows } from '../place-rows.ts';
import { range } from '../range.ts';
import { variablesOf } from '../variables.ts';
import { elementOf } from './element.ts';
import { annotationOf, variableOf } from './frame.ts';

const elementName = (id: number | undefined): string => `panel-${id}`;

/** A row with a grid of its own, whose first line is below the heading. */
const rowOf = ({ title, top, panels }: PlacedRow): RowsLayoutRowKind => ({
  kind: 'RowsLayoutRow',
  spec: {
    title,
    collapse: false,
    layout: {
      kind: 'GridLayout',
      spec: {
        items: panels.map(({ drawn, place: { x, y, w, h } }) => ({
          kind: 'GridLayoutItem',
          spec: {
            x,
            y: y - top - 1,
            width: w,
            height: h,
            element: { kind: 'ElementReference', name: elementName(drawn.id) },
          },
        })),
      },
    },
  },
});

const specOf = (dashboard: Dashboard, context: Context): DashboardV2 => {
  const rows = placeRows(dashboard, context);
  return {
    title: dashboard.title,
    description: dashboard.description,
    tags: ['gapwatch'],
    editable: false,
    preload: false,
    cursorSync: DashboardCursorSync.Crosshair,
    timeSettings: {
      ...range,
      autoRefreshIntervals: ['15s', '30s', '1m', '5m', '15m', '1h'],
      hideTimepicker: false,
      fiscalYearStartMonth: 0,
    },
    annotations: annotationsOf(dashboard).map(annotationOf),
    variables: variablesOf(dashboard).map(variableOf),
    links: context.others.map((other) => {
      const { icon = '', tooltip = '', url = '', ...link } = dashboardLink(dashboard, other);
      return { ...link, type: DashboardLinkType.Link, icon, tooltip, url };
    }),
    elements: Object.fromEntries(
      rows.flatMap(({ panels }) => panels.map(({ drawn }) => [elementName(drawn.id), elementOf(drawn)])),
    ),
    layout: { kind: 'RowsLayout', spec: { rows: rows.map(rowOf) } },
  };
};

/**
 * Writes a dashboard as a resource of Grafana's newer schema, which Grafana's API takes from version 12.2 on and which its file
 * provisioning takes from 13 on: panels, queries, links and texts are those of the older one.
 * @see https://grafana.com/docs/grafana/latest/observability-as-code/schema-v2/
 */
export const renderManifest = (dashboard: Dashboard, folder: string, context: Context): string => {
  const manifest = new ManifestBuilder()
    .apiVersion(DashboardV2Beta1)
    .kind(DashboardKind)
    .metadata(new MetadataBuilder().name(dashboard.uid).annotations({ 'grafana.app/folder': folder }))
    .spec(specOf(dashboard, context))
    .build();
  // Through JSON, which leaves out what the SDK adds for the compiler.
  return renderYaml(dashboard.source, JSON.parse(JSON.stringify(manifest)));
};
