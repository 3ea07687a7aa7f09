import type { DataQueryKind } from '@grafana/grafana-foundation-sdk/dashboardv2beta1';

/** A reference to a data source: its kind, and its uid or the variable that holds it. */
interface Source {
  readonly type?: string;
  readonly uid?: string;
}

/** Version of the queries themselves; Grafana knows no other yet. */
const version = 'v0';

/** A query of a data source, whose own words are left as they are. */
export const dataQuery = ({ type = '', uid }: Source, spec: Readonly<Record<string, unknown>>): DataQueryKind => ({
  kind: 'DataQuery',
  group: type,
  version,
  ...(uid !== undefined && { datasource: { name: uid } }),
  spec,
});
