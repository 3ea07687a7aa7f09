import { load } from 'js-yaml';
import { expect, it } from 'vitest';
import { logFields } from '../app/logging/fields.ts';
import { parseConfig } from '../config/load-config.ts';
import { logstashFiles } from './logstash-files.ts';

const config = parseConfig({}, '/project/gapwatch.config.ts');
const files = logstashFiles(config);
const textOf = (name: string) => files.find(({ path }) => path === `logstash/generated/${name}`)?.text ?? '';

it('gives the same files each time', () => {
  expect(logstashFiles(config)).toEqual(files);
});

it('says in each file where it comes from', () => {
  for (const { text } of files) expect(text).toContain('edit that and generate again, never this file.');
  expect(files).toHaveLength(6);
});

it('maps every declared field to its declared type', () => {
  const { properties } = JSON.parse(textOf('index-template.json')).template.mappings;
  expect(
    logFields.filter(({ name, type }) => properties[name]?.type !== type),
    'fields with another type',
  ).toEqual([]);
});

it('keeps the lifecycle out of the template, which names it as one that may be missing', () => {
  const template = JSON.parse(textOf('index-template.json'));
  expect(template.ignore_missing_component_templates).toEqual(['logs-chat.app-lifecycle']);
  expect(template.template.settings.index).not.toHaveProperty('lifecycle');
  const component = JSON.parse(textOf('lifecycle-component.json'));
  expect(component.template.settings.index.lifecycle).toEqual({ name: 'logs-chat.app' });
});

it('keeps lines over a crash of Logstash, and those that Elasticsearch refuses', () => {
  expect(load(textOf('pipelines.yml'))).toMatchObject([
    { 'queue.type': 'persisted', 'queue.checkpoint.writes': 1, 'dead_letter_queue.enable': true },
  ]);
});
