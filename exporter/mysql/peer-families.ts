import { type Labels, type Metric, metric } from '../../metrics/declare.ts';

/**
 * Names that promtool refuses, whatever the type: those with a unit that is no base unit, or with a type's name. What the
 * server calls so stays out, for the sake of a page that passes.
 * @see https://github.com/prometheus/client_golang/tree/main/prometheus/testutil/promlint
 */
const refused =
  /_(s|ms|us|ns|sec|b|kb|mb|gb|tb|pb|m|h|d|minutes|hours|days|weeks|bits|inches|feet|miles|histogram|summary|gauge|counter)(_|$)/;

/** A gauge of such a name is refused. It goes out untyped, which a peer's counter without `_total` does. */
const notOfGauges = /_(total|count|sum|bucket)$/;

/** Gives the family that is named after something of the server; undefined where its name will not do. */
export type PeerFamilies<L extends Labels> = (name: string) => Metric<'counter' | 'gauge', string, L> | undefined;

/**
 * Families of mysqld_exporter that the server names, each made once: `mysql_global_status_` and the name in lower case, other
 * characters than letters, digits and underscores made underscores.
 */
export const peerFamilies = <const L extends Labels = Record<never, never>>(
  prefix: string,
  kind: 'counter' | 'gauge',
  help: string,
  labels: L,
): PeerFamilies<L> => {
  const made = new Map<string, Metric<'counter' | 'gauge', string, L> | undefined>();
  const taken = new Set<string>();
  const make = (name: string) => {
    const full = `${prefix}${name.toLowerCase().replace(/[^a-z0-9_]/g, '_')}`;
    // Of two words of the server that become one the first counts, such as those of MySQL 8's old and new validate_password.
    if (refused.test(full) || taken.has(full)) return undefined;
    taken.add(full);
    return metric.ofPeer('mysqld_exporter', notOfGauges.test(full) ? 'counter' : kind, full, { help, labels });
  };
  return (name) => {
    if (!made.has(name)) made.set(name, make(name));
    return made.get(name);
  };
};
