import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { giveToNobody } from './drop-root.ts';
import type { Place } from './placed-service.ts';

/** Where an Elasticsearch keeps what is its own. */
export interface ElasticsearchFolders {
  readonly conf: string;
  readonly data: string;
  readonly logs: string;
  readonly tmp: string;
}

/** The folders of the Elasticsearch in `folder`. */
export const elasticsearchFolders = (folder: string): ElasticsearchFolders => ({
  conf: join(folder, 'conf'),
  data: join(folder, 'data'),
  logs: join(folder, 'logs'),
  tmp: join(folder, 'tmp'),
});

/** Settings of modules that only Elastic's full distribution has; the minimal one refuses what it does not know. */
const moduleSettings: Readonly<Record<string, string>> = {
  'x-pack-ml': 'xpack.ml.enabled: false',
  'ingest-geoip': 'ingest.geoip.downloader.enabled: false',
};

const settingsOfModules = async (home: string): Promise<string[]> => {
  const lines: string[] = [];
  for (const [module, line] of Object.entries(moduleSettings)) {
    const there = await stat(join(home, 'modules', module)).catch(() => undefined);
    if (there !== undefined) lines.push(line);
  }
  return lines;
};

/**
 * One node for one machine: a small heap, a start in seconds, and no encryption, as it listens on loopback only.
 * @see https://www.elastic.co/docs/reference/elasticsearch/jvm-settings
 */
const jvmOptions = ({ tmp }: ElasticsearchFolders): string[] => [
  '-Xms512m',
  '-Xmx512m',
  '-XX:+UseSerialGC',
  '-XX:-AlwaysPreTouch',
  // The second compiler costs more at the start than a lab's few requests win back.
  '-XX:TieredStopAtLevel=1',
  '--add-modules=jdk.incubator.vector',
  `-Djava.io.tmpdir=${tmp}`,
];

const settings = (folders: ElasticsearchFolders, host: string, port: number): string[] => [
  'cluster.name: gapwatch',
  'node.name: lab',
  'discovery.type: single-node',
  `network.host: ${host}`,
  `http.port: ${port}`,
  // Any free one: a single node hears of no other.
  'transport.port: 0',
  `path.data: ${JSON.stringify(folders.data)}`,
  `path.logs: ${JSON.stringify(folders.logs)}`,
  'xpack.security.enabled: false',
  // A lab writes little, and a laptop's disk may be 90 % full.
  'cluster.routing.allocation.disk.threshold_enabled: false',
];

const log4j = [
  'status = error',
  'appender.console.type = Console',
  'appender.console.name = console',
  'appender.console.layout.type = PatternLayout',
  'appender.console.layout.pattern = [%d{ISO8601}][%-5p][%-25c{1.}] [%node_name]%marker %m%n%throwable',
  'rootLogger.level = info',
  'rootLogger.appenderRef.console.ref = console',
];

/** Makes the folders and writes the configuration of an Elasticsearch; they belong to the user that runs it. */
export const writeElasticsearchSettings = async (home: string, { folder, host, port }: Place): Promise<void> => {
  const folders = elasticsearchFolders(folder);
  // Each start leaves something there; and one that is killed while it makes its keystore keeps all later ones from it.
  await rm(folders.tmp, { recursive: true, force: true });
  await rm(join(folders.conf, 'elasticsearch.keystore.tmp'), { force: true });
  for (const path of Object.values(folders)) {
    await mkdir(path, { recursive: true, mode: 0o755 });
    await giveToNobody(path);
  }
  const files = {
    'elasticsearch.yml': [...settings(folders, host, port), ...(await settingsOfModules(home))],
    'jvm.options': jvmOptions(folders),
    'log4j2.properties': log4j,
  };
  for (const [name, lines] of Object.entries(files)) {
    await writeFile(join(folders.conf, name), `${lines.join('\n')}\n`, { mode: 0o644 });
  }
};
