import type { Config } from './load-config.ts';

/** What of a configuration says where people find Kibana. */
export interface KibanaPlace {
  readonly urls: Pick<Config['urls'], 'kibana'>;
  readonly apply: Pick<Config['apply'], 'kibana'>;
}

/** What Kibana's Discover shows. */
export interface Shown {
  /** Id of a data view. */
  readonly dataView: string;
  readonly columns: readonly string[];
  readonly language: 'lucene' | 'kuery';
  /** A query; `{…}` in it is put into the address as it stands, for what fills it in. */
  readonly query: readonly (string | { readonly filledIn: string })[];
  /** Times as Kibana reads them, or what fills them in. */
  readonly from: string;
  readonly to: string;
  readonly order: 'asc' | 'desc';
}

/** A text within Kibana's way of writing its state into an address. @see https://github.com/Nanonid/rison */
const escapeText = (text: string): string => text.replace(/[!']/g, '!$&');

const quote = (text: string): string => `'${escapeText(text)}'`;

/** Names of most fields may stand without quotation marks. */
const name = (text: string): string => (/^[a-z][\w.]*$/i.test(text) ? text : quote(text));

/** Where people find Kibana, in the space that has our objects. */
export const kibanaUrl = ({ urls, apply: { kibana } }: KibanaPlace): string =>
  `${urls.kibana.replace(/\/$/, '')}${kibana?.space === undefined ? '' : `/s/${kibana.space}`}`;

/** An address of Kibana's Discover. */
export const discoverUrl = (place: KibanaPlace, shown: Shown): string => {
  const { dataView, columns, language, query, from, to, order } = shown;
  const text = query
    .map((part) => (typeof part === 'string' ? encodeURIComponent(escapeText(part)) : part.filledIn))
    .join('');
  const state = [
    `(columns:!(${columns.map(name).join(',')})`,
    `dataSource:(dataViewId:${quote(dataView)},type:dataView)`,
    `query:(language:${language},query:'${text}')`,
    `sort:!(!('@timestamp',${order})))`,
  ].join(',');
  return `${kibanaUrl(place)}/app/discover#/?_g=(time:(from:'${from}',to:'${to}'))&_a=${state}`;
};
