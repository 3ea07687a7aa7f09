import type { Metric } from '../../metrics/declare.ts';
import { declarations } from '../../prometheus/catalogue.ts';
import { histogramOf, type Movement, type Producer, producerOf } from './producers.ts';
import type { SeriesLabels } from './remote-write.ts';

/** How many of each there are. */
export interface FleetSize {
  readonly instances: number;
  readonly mysqlServers: number;
}

/**
 * Values that labels have on one target. Those of one metric go together, the first with the first, as a route has one method;
 * labels with closed lists that are not named here have all their values, each with each.
 */
const together: Readonly<Record<string, readonly string[]>> = {
  room: ['I', 'E', 'other'],
  worker: ['1', '2'],
  method: ['GET', 'POST', 'GET', 'POST'],
  route: ['/', '/auth/guest', '/chat/chatlog', '/board/search'],
  table: ['chatlogs', 'chatlogBackups'],
  command: ['select', 'insert', 'update', 'delete', 'commit', 'begin', 'rollback', 'show_status'],
  digest: Array.from({ length: 10 }, (_, i) => `digest${i}`),
  digest_text: Array.from({ length: 10 }, (_, i) => `SELECT ${i} FROM chatlogs WHERE chat_id > ?`),
  service_name: ['chat', 'exporter', 'prometheus', 'grafana', 'redis'],
  cpu: ['0', '1', '2', '3'],
};

/** Of closed lists all values are there, but of several in one metric not all with all. */
const mostOfClosed = 24;

const isTold = (metric: Metric, used: ReadonlySet<string>): boolean =>
  [metric.name, `${metric.name}_bucket`, `${metric.name}_count`, `${metric.name}_sum`].some((name) => used.has(name));

/** Every set of labels that one target gives a metric. */
const labelSets = ({ labels }: Metric): Record<string, string>[] => {
  const specs = Object.entries(labels);
  const paired = specs.filter(([label, spec]) => label in together || 'atMost' in spec).map(([label]) => label);
  const rows = Math.max(1, ...paired.map((label) => together[label]?.length ?? 1));
  const pairs = Array.from({ length: rows }, (_, i) =>
    Object.fromEntries(
      paired.map((label) => {
        const values = together[label] ?? [label];
        return [label, values[i % values.length] ?? ''];
      }),
    ),
  );
  const products = specs.reduce<Record<string, string>[]>(
    (sets, [label, spec]) =>
      'values' in spec && !paired.includes(label)
        ? sets.flatMap((set) => spec.values.map((value) => ({ ...set, [label]: value })))
        : sets,
    [{}],
  );
  return pairs.flatMap((pair) => products.slice(0, mostOfClosed).map((product) => ({ ...pair, ...product })));
};

const sorted = (name: string, labels: Record<string, string>): SeriesLabels =>
  Object.entries({ __name__: name, ...labels }).sort(([a], [b]) => (a < b ? -1 : 1));

/** What stays as it is: facts, limits, and things that are well as long as nothing happens. */
const constant =
  /_info$|^up$|success|_up$|enabled|ready|limit|cap_rows|max_connections|_size|timestamp|start_time|desired|words/;

const movementOf = ({ kind, name }: Metric): Movement => {
  if (kind === 'counter') return name.includes('seconds') || name.includes('bytes') ? 'sums' : 'counts';
  return constant.test(name) ? 'stays' : 'wanders';
};

/** A level that suits what is measured: shares below one, times as long ago, and the rest of tens. */
const levelOf = ({ kind, name }: Metric, now: number): number => {
  if (/timestamp_seconds$|start_time_seconds$/.test(name)) return now / 1000 - 86_400;
  if (kind === 'counter')
    return /(failed|errors?|dropped|refused|restarts|dead_letters|failures)/.test(name) ? 0.001 : 0.5;
  if (constant.test(name)) return /limit|cap_rows|max_connections|_size/.test(name) ? 1000 : 1;
  return /ratio|seconds$/.test(name) ? 0.02 : 40;
};

interface Target {
  readonly job: string;
  readonly instance: string;
}

const numbered = (count: number, job: string, host: string, port: number): Target[] =>
  Array.from({ length: count }, (_, i) => ({ job, instance: `${host}-${i + 1}:${port}` }));

/** Who tells the metrics of a file. The exporter of each MySQL server; of the Swarm one; of the containers one agent for ten. */
const targetsOf = (file: string, size: FleetSize): readonly Target[] => {
  const exporters = numbered(size.mysqlServers, 'exporter', 'mysql', 9842);
  if (file === 'app/metrics.ts') return numbered(size.instances, 'chat', 'app', 3001);
  if (/swarm|custom|elasticsearch/.test(file)) return exporters.slice(0, 1);
  if (/containers|host/.test(file)) return numbered(Math.ceil(size.instances / 10), 'agent', 'node', 9842);
  return exporters;
};

/** Prometheus tells of every target; its own page and Alertmanager's are there once. */
const builtinTargets = ({ name }: Metric, size: FleetSize): readonly Target[] => {
  if (name.startsWith('prometheus_')) return numbered(1, 'prometheus', 'prometheus', 9090);
  if (name.startsWith('alertmanager_')) return numbered(1, 'alertmanager', 'alertmanager', 9093);
  return [...targetsOf('app/metrics.ts', size), ...targetsOf('exporter/engine/families.ts', size)];
};

/** Ten containers a node. */
const containers = 10;

const producersOf = (metric: Metric, file: string, target: Target, seed: number, now: number): Producer[] => {
  const { name, buckets } = metric;
  // A node runs replicas of one service here.
  const [chat] = labelSets(metric);
  const sets = file.includes('containers')
    ? Array.from({ length: containers }, (_, n) => ({ ...chat, task: `chat.${n + 1}` }))
    : labelSets(metric);
  return sets.map((own, i) => {
    const labels = { ...own, ...target };
    const at = seed * 1000 + i;
    if (metric.kind !== 'histogram') {
      return producerOf(sorted(name, labels), movementOf(metric), levelOf(metric, now), at);
    }
    const bounds = [...(buckets ?? []).map(String), '+Inf'];
    const named = {
      buckets: bounds.map((le) => sorted(`${name}_bucket`, { ...labels, le })),
      count: sorted(`${name}_count`, labels),
      sum: sorted(`${name}_sum`, labels),
    };
    return histogramOf(named, 0.5, at);
  });
};

/**
 * Every series that dashboards and rules read, of a service of some size.
 * @param used names of these series
 * @param now Unix time in milliseconds at which the history ends
 */
export const fleetOf = (size: FleetSize, used: ReadonlySet<string>, now: number): Producer[] => {
  let seed = 0;
  return declarations.flatMap(({ file, metrics }) =>
    metrics
      .filter((metric) => isTold(metric, used))
      .flatMap((metric) => {
        const targets = file === 'prometheus/builtin.ts' ? builtinTargets(metric, size) : targetsOf(file, size);
        return targets.flatMap((target) => {
          seed += 1;
          return producersOf(metric, file, target, seed, now);
        });
      }),
  );
};
