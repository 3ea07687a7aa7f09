import type { LogField } from '../../app/logging/fields.ts';
import { stableLine } from '../../dashboards/adapter/stable-json.ts';
import { dashboardField, type Format, type View } from '../view.ts';
import { type SavedObject, savedObject } from './saved-object.ts';

/** @see https://www.elastic.co/docs/explore-analyze/find-and-organize/data-views#managing-fields */
const formatOf = (format: Format): object => {
  switch (format.as) {
    case 'bytes':
      return { id: 'bytes', params: { pattern: '0,0.[0]b' } };
    case 'duration':
      return {
        id: 'duration',
        params: { inputFormat: 'nanoseconds', outputFormat: 'asMilliseconds', outputPrecision: 1, showSuffix: true },
      };
    case 'link':
      return { id: 'url', params: { type: 'a', urlTemplate: format.url, labelTemplate: format.label } };
  }
};

const mapped = <T>(of: Readonly<Record<string, T>>, render: (one: T) => object): object =>
  Object.fromEntries(Object.entries(of).map(([name, one]) => [name, render(one)]));

/** A view as Kibana keeps it, with what the declarations say of each field. */
export const dataView = <F extends LogField>(view: View<F>): SavedObject =>
  savedObject('index-pattern', view.id, {
    title: view.index,
    name: view.name,
    timeFieldName: '@timestamp',
    // It opens, and is empty, before the first line has come.
    allowNoIndex: true,
    fieldAttrs: stableLine({
      ...Object.fromEntries(view.fields.map(({ name, description }) => [name, { customDescription: description }])),
      [dashboardField]: {
        customLabel: 'in Grafana',
        customDescription: 'Opens the dashboard of the chat at the minutes around the line.',
      },
    }),
    fieldFormatMap: stableLine(mapped(view.formats as Readonly<Record<string, Format>>, formatOf)),
    runtimeFieldMap: stableLine({ [dashboardField]: { type: 'keyword', script: { source: view.dashboardScript } } }),
    // Kibana asks Elasticsearch for the fields.
    fields: '[]',
    sourceFilters: '[]',
    typeMeta: '{}',
  });
