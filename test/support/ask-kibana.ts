import type { Client } from '@elastic/elasticsearch';
import type { GeneratedFile } from '../../config/generated-file.ts';
import { dashboardField } from '../../kibana/view.ts';
import { kibanaObjectsOf, ofType } from './kibana-objects.ts';
import { type LensRow, lensRequest, lensRows } from './lens-rows.ts';
import { type FieldTypes, kqlToDsl } from './read-kql.ts';

/** A line, as far as a test tells it. */
interface Line {
  readonly message: string;
  readonly at: string;
}

/** What Kibana would ask Elasticsearch for, and show of the answers. */
export interface KibanaQuestions {
  /** The data stream of the view. */
  readonly index: string;
  /** Per search, its lines in its order. */
  readonly searches: (tell: (line: Line) => string) => Promise<Readonly<Record<string, string[]>>>;
  /** Per panel, its rows. */
  readonly panels: () => Promise<Readonly<Record<string, LensRow[]>>>;
  /** Addresses that the computed field of lines with those messages becomes, the oldest line of a message first, among the latest 2,000. */
  readonly dashboardLinks: (messages: readonly string[]) => Promise<(string | undefined)[]>;
}

/** Puts the questions of a generated file to an Elasticsearch as Kibana puts them. */
export const askKibana = (options: {
  readonly client: Client;
  readonly file: GeneratedFile | undefined;
  readonly types: FieldTypes;
  readonly every: string;
}): KibanaQuestions => {
  const { client, file, types, every } = options;
  if (file === undefined) throw new Error('There is no such file.');
  const objects = kibanaObjectsOf(file);
  const [view, ...more] = ofType(objects, 'index-pattern');
  if (view === undefined || more.length > 0) throw new Error('A file has one view.');
  const { title: index, fieldFormatMap, runtimeFieldMap } = view.attributes;

  return {
    index,
    async searches(tell) {
      const found = ofType(objects, 'search').map(async ({ id, attributes }) => {
        const { query } = attributes.kibanaSavedObjectMeta.searchSourceJSON;
        const { hits } = await client.search<Record<string, unknown>>({
          index,
          size: 500,
          query: kqlToDsl(query.query, types),
          sort: attributes.sort.map(([field, order]) => ({ [field]: { order } })),
          fields: ['message', '@timestamp'],
          _source: false,
        });
        const lines = hits.hits.map(({ fields }) =>
          tell({ message: fields?.message[0], at: fields?.['@timestamp'][0] }),
        );
        return [id, lines] as const;
      });
      return Object.fromEntries(await Promise.all(found));
    },
    async panels() {
      const asked = ofType(objects, 'lens').map(async (panel) => {
        const { hits, aggregations } = await client.search({
          index,
          size: 0,
          track_total_hits: true,
          ...lensRequest(panel, types, every),
        });
        const total = Object(hits.total).value as number;
        return [panel.id, lensRows(panel, total, aggregations)] as const;
      });
      return Object.fromEntries(await Promise.all(asked));
    },
    async dashboardLinks(messages) {
      const format = fieldFormatMap[dashboardField];
      const { hits } = await client.search({
        index,
        size: 2_000,
        runtime_mappings: runtimeFieldMap,
        // The oldest of each first are taken below: Elasticsearch 9.4.3 fails to sort all lines of such an index the other way round.
        sort: [{ '@timestamp': 'desc' }],
        fields: ['message', dashboardField],
        _source: false,
      });
      const found = hits.hits.toReversed().map(({ fields }) => ({
        message: String(fields?.message[0]),
        ending: String(fields?.[dashboardField]?.[0]),
      }));
      return messages.map((message, n) => {
        const nth = messages.slice(0, n).filter((one) => one === message).length;
        const { ending } = found.filter((one) => one.message === message)[nth] ?? {};
        return format?.id === 'url' && ending !== undefined
          ? format.params.urlTemplate.replaceAll('{{rawValue}}', ending)
          : undefined;
      });
    },
  };
};
