import { z } from 'zod';

const dataSource = z.looseObject({ type: z.string().optional(), uid: z.string().optional() }).optional();

const target = z.looseObject({
  refId: z.string().default(''),
  expr: z.string().default(''),
  legendFormat: z.string().default(''),
  datasource: dataSource,
});

const plainPanel = z.looseObject({
  id: z.int().default(0),
  type: z.string(),
  title: z.string().default(''),
  description: z.string().default(''),
  gridPos: z.object({ x: z.int(), y: z.int(), w: z.int().positive(), h: z.int().positive() }),
  datasource: dataSource,
  targets: z.array(target).default([]),
  fieldConfig: z.looseObject({ defaults: z.looseObject({ unit: z.string().optional() }).optional() }).optional(),
});

/** A row that is closed holds its panels itself. */
const panel = plainPanel.extend({ panels: z.array(plainPanel).default([]) });

const variable = z.looseObject({
  name: z.string(),
  type: z.string(),
  label: z.string().optional(),
  query: z.unknown(),
  datasource: dataSource,
  multi: z.boolean().optional(),
  includeAll: z.boolean().optional(),
  allValue: z.string().nullish(),
  refresh: z.int().optional(),
});

/** What the rules read of a dashboard's JSON; what they do not read passes as it is. */
export const dashboardSchema = z.looseObject({
  editable: z.boolean().default(true),
  templating: z.looseObject({ list: z.array(variable).default([]) }).default({ list: [] }),
  panels: z.array(panel).default([]),
});

export type DashboardJson = z.output<typeof dashboardSchema>;
export type PanelJson = z.output<typeof plainPanel>;
