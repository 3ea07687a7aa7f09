import { load } from 'js-yaml';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { appMetrics } from '../app/metrics.ts';
import { parseConfig } from '../config/load-config.ts';
import { chatTable } from '../exporter/chat-tables/families.ts';
import type { Metric } from '../metrics/declare.ts';
import { printSeconds } from '../metrics/promql/print.ts';
import { catalogue } from '../prometheus/catalogue.ts';
import { barLength } from '../prometheus/job-rates.ts';
import { knownSeries } from '../prometheus/lint/known-series.ts';
import { withRecorded } from '../prometheus/lint/lint-rules.ts';
import { prometheusFiles } from '../prometheus/prometheus-files.ts';
import { panelOf } from './adapter/dashboard.ts';
import { columns } from './adapter/layout.ts';
import { panelUrl } from './adapter/urls.ts';
import { chat } from './chat.ts';
import { dashboardFiles } from './dashboard-files.ts';
import { dashboardSchema, type PanelJson } from './lint/dashboard-json.ts';
import { lintDashboard } from './lint/lint-dashboard.ts';
import { readByDashboard } from './lint/used-series.ts';

const config = parseConfig({}, '/project/gapwatch.config.ts');
const known = withRecorded(
  knownSeries(catalogue),
  prometheusFiles(config).map(({ path, text }) => ({ file: path, text })),
);
const files = dashboardFiles(config, []);
const boards = files.filter(({ path }) => path.endsWith('.json'));
const panelsOf = (text: string): PanelJson[] => dashboardSchema.parse(JSON.parse(text)).panels;
const panelIn = (all: typeof files, title: string): PanelJson | undefined =>
  all
    .filter(({ path }) => path.endsWith('.json'))
    .flatMap(({ text }) => panelsOf(text))
    .find((one) => one.title === title);

const correlations = z.array(z.looseObject({ config: z.looseObject({ field: z.string() }) }));

const item = z.looseObject({
  spec: z.looseObject({ element: z.looseObject({ name: z.string() }), width: z.int(), height: z.int() }),
});

const olderSchema = z.looseObject({
  templating: z.looseObject({ list: z.array(z.looseObject({ name: z.string() })) }),
  annotations: z.looseObject({ list: z.array(z.looseObject({ name: z.string(), expr: z.string() })) }),
  links: z.array(z.looseObject({ title: z.string(), url: z.string(), keepTime: z.boolean() })),
});

const manifestSchema = z.looseObject({
  apiVersion: z.literal('dashboard.grafana.app/v2beta1'),
  kind: z.literal('Dashboard'),
  spec: z.looseObject({
    variables: z.array(z.looseObject({ spec: z.looseObject({ name: z.string() }) })),
    annotations: z.array(
      z.looseObject({
        spec: z.looseObject({ name: z.string(), query: z.looseObject({ spec: z.looseObject({ expr: z.string() }) }) }),
      }),
    ),
    links: z.array(z.unknown()),
    elements: z.record(
      z.string(),
      z.looseObject({
        spec: z.looseObject({
          vizConfig: z.looseObject({}),
          data: z.looseObject({
            spec: z.looseObject({
              queries: z.array(
                z.looseObject({
                  spec: z.looseObject({
                    refId: z.string(),
                    query: z.looseObject({ spec: z.looseObject({ expr: z.string().optional() }) }),
                  }),
                }),
              ),
            }),
          }),
        }),
      }),
    ),
    layout: z.looseObject({
      spec: z.looseObject({
        rows: z.array(
          z.looseObject({
            spec: z.looseObject({
              layout: z.looseObject({ spec: z.looseObject({ items: z.array(item) }) }),
            }),
          }),
        ),
      }),
    }),
  }),
});

it('gives the same texts each time', () => {
  expect(dashboardFiles(config, [])).toEqual(files);
});

it.each(boards)('keeps every rule of the lint: $path', ({ path, text }) => {
  expect(lintDashboard(path, JSON.parse(text), known, 15)).toEqual([]);
});

it.each(boards)('leaves no gap in a line of panels: $path', ({ text }) => {
  const widths = new Map<number, number>();
  for (const { gridPos } of panelsOf(text)) widths.set(gridPos.y, (widths.get(gridPos.y) ?? 0) + gridPos.w);
  expect([...widths].filter(([, width]) => width !== columns)).toEqual([]);
});

it('says where each file comes from', () => {
  for (const { text } of files) expect(text).toContain('edit that and generate again, never this file.');
});

it('shows every metric of the app and of the chat tables', () => {
  const shown = new Set(boards.flatMap(({ text }) => readByDashboard(JSON.parse(text))));
  const isShown = ({ kind, name }: Metric) =>
    kind === 'histogram' ? shown.has(`${name}_bucket`) || shown.has(`${name}_sum`) : shown.has(name);
  const missing = [...appMetrics, ...Object.values<Metric>(chatTable)].filter((metric) => !isShown(metric));
  expect(missing.map(({ name }) => name)).toEqual([]);
});

it('draws the thresholds of the configuration', () => {
  const other = parseConfig({ thresholds: { eventLoopDelaySeconds: 0.123 } }, '/project/gapwatch.config.ts');
  expect(JSON.stringify(panelIn(files, 'Event-loop delay'))).toContain('"color":"orange","value":0.2');
  expect(JSON.stringify(panelIn(dashboardFiles(other, []), 'Event-loop delay'))).toContain(
    '"color":"orange","value":0.123',
  );
});

const urgent = Object.entries(config.thresholds).filter(([name]) => name.includes('Urgent'));

it.each(urgent)('draws %s, from where on somebody is called now', (name, value) => {
  // Another one than any other: which panel draws it does not matter here.
  const other = Number.isInteger(value) ? value + 1 : value * 1.001;
  const drawn = dashboardFiles(parseConfig({ thresholds: { [name]: other } }, '/project/gapwatch.config.ts'), []);
  expect(drawn.some(({ text }) => text.includes(`"value": ${other}`))).toBe(true);
});

it('links the runbooks of alerts from their panels', () => {
  const panel = panelOf(chat, 'Event-loop delay');
  const linked = dashboardFiles(config, [{ alert: 'EventLoopDelay', severity: 'ticket', panel }]);
  expect(panelIn(linked, 'Event-loop delay')?.links).toMatchObject([
    { title: 'Runbook: EventLoopDelay', url: 'http://127.0.0.1:19099/runbooks/EventLoopDelay.md' },
    { title: 'Logs of these minutes' },
  ]);
  expect(panelIn(linked, 'Heap used')?.links).toMatchObject([{ title: 'Logs of these minutes' }]);
});

it('asks for what is recorded each minute only where no two points are closer', () => {
  const panels = boards.flatMap(({ text }) => panelsOf(text)).filter((one) => one.type !== 'row');
  const ofMinutes = panels.filter(({ targets }) => targets.some(({ expr }) => /:times\{/.test(expr)));
  expect(ofMinutes.length).toBeGreaterThan(5);
  expect(ofMinutes.map(({ title, interval }) => [title, interval])).toEqual(
    ofMinutes.map(({ title }) => [title, printSeconds(barLength.seconds)]),
  );
});

it('gives the address of a panel by the id that its JSON has', () => {
  const url = panelUrl(panelOf(chat, 'Event-loop delay'), config.urls);
  expect(url).toBe(`http://127.0.0.1:13030/d/gapwatch-chat?viewPanel=${panelIn(files, 'Event-loop delay')?.id}`);
});

it('links each dashboard to the others, keeping time, data sources and what both choose', () => {
  const links = JSON.parse(boards[0]?.text ?? '').links;
  expect(links).toHaveLength(boards.length - 1);
  const kept = (...names: string[]) => names.map((name) => `\${${name}:queryparam}`).join('&');
  expect(links).toMatchObject([
    { keepTime: true, url: `/d/gapwatch-mysql?${kept('datasource', 'logs')}` },
    { keepTime: true, url: `/d/gapwatch-swarm?${kept('datasource', 'logs')}` },
    { keepTime: true, url: `/d/gapwatch-chat-tables?${kept('datasource', 'logs')}` },
    { keepTime: true, url: `/d/gapwatch-log-pipeline?${kept('datasource', 'logs')}` },
    // What watches the same targets takes them along; with others it would be empty.
    { keepTime: true, url: `/d/gapwatch-slo?${kept('datasource', 'job', 'instance', 'logs')}` },
    { keepTime: true, url: `/d/gapwatch-search?${kept('datasource', 'logs')}` },
    { keepTime: true, url: `/d/gapwatch-monitoring?${kept('datasource', 'logs')}` },
  ]);
});

it('leads from lines of the log to numbers by fields that lines have, and leaves no $ for Grafana to fill in itself', () => {
  const text = files.find(({ path }) => path.endsWith('datasources/gapwatch.yml'))?.text ?? '';
  const fields = z
    .looseObject({ datasources: z.array(z.looseObject({ correlations: correlations.default([]) })) })
    .parse(load(text))
    .datasources.flatMap((source) => source.correlations.map(({ config: { field } }) => field));
  expect(fields).toEqual(['labels.room', 'url.path', 'event.action']);
  expect(text.replaceAll('$$', '')).not.toContain('$');
});

it('writes each dashboard in the newer schema with the same panels, queries, places and links', () => {
  for (const { path, text } of boards) {
    const manifest = manifestSchema.parse(
      load(
        files.find((file) => file.path === path.replace('generated/', 'generated/v2/').replace('.json', '.yml'))
          ?.text ?? '',
      ),
    );
    const { elements, layout, variables, annotations, links } = manifest.spec;
    const older = olderSchema.parse(JSON.parse(text));
    expect(variables.map(({ spec }) => spec.name)).toEqual(older.templating.list.map(({ name }) => name));
    expect(annotations.map(({ spec }) => [spec.name, spec.query.spec.expr])).toEqual(
      older.annotations.list.map(({ name, expr }) => [name, expr]),
    );
    expect(links).toMatchObject(older.links.map(({ title, url, keepTime }) => ({ title, url, keepTime })));
    const placed = layout.spec.rows.flatMap(({ spec }) => spec.layout.spec.items.map((item) => item.spec));
    const panels = panelsOf(text).filter(({ type }) => type !== 'row');
    expect(placed.map(({ element, width, height }) => [element.name, width, height])).toEqual(
      panels.map(({ id, gridPos }) => [`panel-${id}`, gridPos.w, gridPos.h]),
    );
    for (const panel of panels) {
      const { spec } = elements[`panel-${panel.id}`] ?? {};
      expect(spec).toMatchObject({ id: panel.id, title: panel.title, description: panel.description });
      expect(spec?.vizConfig).toMatchObject({
        group: panel.type,
        spec: { options: panel.options, fieldConfig: panel.fieldConfig },
      });
      expect(spec?.data.spec.queries.map((one) => [one.spec.refId, one.spec.query.spec.expr ?? ''])).toEqual(
        panel.targets.map(({ refId, expr }) => [refId, expr]),
      );
    }
  }
});

it('asks Elasticsearch for lines, in a row at the end of each dashboard', () => {
  for (const { text } of boards) {
    const last = panelsOf(text).at(-1);
    expect(last).toMatchObject({ type: 'logs', title: 'Lines of the log', datasource: { uid: `\${logs}` } });
    expect(last?.targets).toMatchObject([{ metrics: [{ type: 'logs' }], timeField: '@timestamp' }]);
  }
});

it('leaves nothing hidden in a menu that the SDK would hide', () => {
  for (const { text } of boards) expect(text).not.toContain('inControlsMenu');
});

it('provisions dashboards that Grafana does not let people change, and the data sources of the configuration', () => {
  const text = (name: string) => files.find(({ path }) => path.endsWith(name))?.text ?? '';
  expect(load(text('dashboards/gapwatch.yml'))).toMatchObject({ providers: [{ type: 'file', allowUiUpdates: false }] });
  expect(load(text('datasources/gapwatch.yml'))).toMatchObject({
    datasources: [
      { type: 'prometheus', url: 'http://127.0.0.1:19090', isDefault: true, jsonData: { timeInterval: '15s' } },
      { type: 'alertmanager', url: 'http://127.0.0.1:19093' },
      { type: 'elasticsearch', url: 'http://127.0.0.1:19200', jsonData: { index: 'logs-chat.app-*' } },
    ],
  });
});
