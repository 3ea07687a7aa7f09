import rison from 'rison';
import { z } from 'zod';

const state = z.strictObject({
  columns: z.array(z.string()).min(1),
  dataSource: z.strictObject({ type: z.literal('dataView'), dataViewId: z.string() }),
  query: z.strictObject({ language: z.enum(['lucene', 'kuery']), query: z.string() }),
  sort: z.tuple([z.tuple([z.literal('@timestamp'), z.enum(['asc', 'desc'])])]),
});
const time = z.strictObject({ time: z.strictObject({ from: z.string(), to: z.string() }) });

/** What Kibana makes of an address of its Discover: its state is what follows the sign #. */
export const opened = (address: string) => {
  const { origin, pathname, hash } = new URL(address);
  const [route, search] = hash.slice(1).split('?');
  const parameters = new URLSearchParams(search);
  return {
    place: `${origin}${pathname}`,
    route,
    ...time.parse(rison.decode(parameters.get('_g') ?? '')),
    ...state.parse(rison.decode(parameters.get('_a') ?? '')),
  };
};

/** As Grafana, or Kibana's format of a field, fills an address in. */
export const filled = (address: string, value: string): string =>
  address
    .replace(/\$\{__from:date:iso\}/g, '2026-11-29T10:00:00.000Z')
    .replace(/\$\{__to:date:iso\}/g, '2026-11-29T10:15:00.000Z')
    .replace(/\$\{[\w.]+:percentencode\}|\{\{value\}\}/g, encodeURIComponent(value));

/** Addresses of Discover in a text. */
export const discoverIn = (text: string): string[] =>
  [...text.matchAll(/"(https?:[^"\\]*\/app\/discover#[^"\\]*)/g)].map(([, address = '']) => address);
