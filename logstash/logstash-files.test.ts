import { load } from 'js-yaml';
import { expect, it } from 'vitest';
import { parseConfig } from '../config/load-config.ts';
import { elasticResources } from './elastic-resources.ts';
import { logStreams } from './log-streams.ts';
import { logstashFiles } from './logstash-files.ts';

const config = parseConfig({}, '/project/gapwatch.config.ts');
const files = logstashFiles(config);
const textOf = (name: string) => files.find(({ path }) => path === `logstash/generated/${name}`)?.text ?? '';
const resources = elasticResources(config);

it('gives the same files each time, no two under one name', () => {
  expect(logstashFiles(config)).toEqual(files);
  expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
});

it('says in each file where it comes from', () => {
  const silent = files.filter(({ text }) => !text.includes('edit that and generate again, never this file.'));
  // Which has no room for a sentence.
  expect(silent.map(({ path }) => path.replace(/.*elasticsearch\//, ''))).toEqual(
    logStreams.map(({ type, dataset }) => `data-stream-lifecycle/${type}-${dataset}-lab.json`),
  );
});

it('has each resource that has a body in a file of its own', () => {
  for (const { kind, name, body } of resources) {
    if (body) expect(JSON.parse(textOf(`elasticsearch/${kind}/${name}.json`))).toEqual(body);
  }
});

it('makes for each service that is named what the chat has, and leaves that as it is', () => {
  const shop = { dataset: 'shop', fields: [{ name: 'order.weight', type: 'double' as const }] };
  const more = elasticResources(parseConfig({ logs: { services: [shop] } }, '/project/gapwatch.config.ts'));
  const added = more.filter(({ path }) => !resources.some((one) => one.path === path));
  expect(added.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'ingest-pipeline gapwatch-logs-shop',
    'lifecycle-policy gapwatch-logs-shop',
    'component-template gapwatch-logs-shop@settings',
    'component-template gapwatch-logs-shop@mappings',
    'component-template gapwatch-logs-shop@lifecycle',
    'component-template gapwatch-logs-shop@retention',
    'index-template gapwatch-logs-shop',
    'data-stream logs-shop-default',
    'data-stream-lifecycle logs-shop-default',
    'role gapwatch-shipper-shop',
  ]);
  expect(JSON.stringify(added)).toContain('"order.weight":{"type":"double"}');
  const before = new Map(resources.map(({ path, body }) => [path, JSON.stringify(body)]));
  const changed = more.filter(({ path, body }) => before.has(path) && before.get(path) !== JSON.stringify(body));
  expect(changed.map(({ name }) => name)).toEqual([
    'gapwatch-logstash',
    'gapwatch-reader',
    'gapwatch-exporter',
    'gapwatch-operator',
  ]);
});

it('puts each thing after those that it names', () => {
  const places = new Map(resources.map(({ path }, place) => [path, place]));
  expect(places.size).toBe(resources.length);
  for (const [place, { needs, insteadOf, kind, body }] of resources.entries()) {
    for (const named of [needs, insteadOf]) if (named) expect(places.get(named)).toBeLessThan(place);
    const parts = kind === 'index-template' && body && 'composed_of' in body ? (body.composed_of as string[]) : [];
    for (const part of parts.filter((name) => !name.endsWith('@custom'))) {
      expect(places.get(`/_component_template/${encodeURIComponent(part)}`)).toBeLessThan(place);
    }
  }
});

it.each(logStreams)('maps every declared field of $dataset to its declared type', ({ template, fields }) => {
  const { properties } = JSON.parse(textOf(`elasticsearch/component-template/${template}@mappings.json`)).template
    .mappings;
  expect(
    fields.filter(({ name, type }) => properties[name]?.type !== type),
    'fields with another type',
  ).toEqual([]);
});

it.each(logStreams)('keeps lines of $dataset as long as the configuration says', ({ template, type, dataset }) => {
  const files = logstashFiles(parseConfig({ logs: { keepDays: 90 } }, '/project/gapwatch.config.ts'));
  const bodyOf = (name: string) =>
    JSON.parse(files.find(({ path }) => path === `logstash/generated/elasticsearch/${name}.json`)?.text ?? '');
  expect(bodyOf(`lifecycle-policy/${template}`)).toMatchObject({ policy: { phases: { delete: { min_age: '90d' } } } });
  expect(bodyOf(`component-template/${template}@retention`)).toMatchObject({
    template: { lifecycle: { data_retention: '90d' } },
  });
  expect(bodyOf(`data-stream-lifecycle/${type}-${dataset}-lab`)).toEqual({ data_retention: '90d' });
});

it('keeps the lifecycle out of what a server without any takes', () => {
  for (const { template } of logStreams) {
    expect(JSON.parse(textOf(`elasticsearch/index-template/${template}.json`))).toMatchObject({
      ignore_missing_component_templates: [`${template}@lifecycle`, `${template}@retention`, `${template}@custom`],
    });
    const settings = textOf(`elasticsearch/component-template/${template}@settings.json`);
    expect(JSON.parse(settings).template.settings.index).not.toHaveProperty('lifecycle');
  }
});

it('keeps lines over a crash of Logstash, and those that Elasticsearch refuses', () => {
  const kept = { 'queue.type': 'persisted', 'queue.checkpoint.writes': 1 };
  expect(load(textOf('pipelines.yml'))).toMatchObject([
    { 'pipeline.id': 'chat-app', ...kept, 'dead_letter_queue.enable': true },
    { 'pipeline.id': 'nginx-access', ...kept, 'dead_letter_queue.enable': true },
    // What is refused even there would come back for ever.
    { 'pipeline.id': 'dead-letters', ...kept, 'dead_letter_queue.enable': false },
  ]);
});
