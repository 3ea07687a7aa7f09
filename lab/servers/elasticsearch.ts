import { basename, join, resolve } from 'node:path';
import type { Program, Server, Service } from '../service.ts';
import { dropRoot } from './drop-root.ts';
import { elasticsearchVariable, findElasticsearch, installElasticsearch } from './elasticsearch-home.ts';
import { elasticsearchFolders, writeElasticsearchSettings } from './elasticsearch-settings.ts';
import { answersOk } from './http-answer.ts';
import type { Place } from './placed-service.ts';

/** Elasticsearch, which keeps and searches logs and messages. */
export const elasticsearch: Server = {
  name: 'elasticsearch',
  variable: elasticsearchVariable,
  // None of Debian's: it comes by Maven.
  packages: [],
  find: () => findElasticsearch(),
  install: installElasticsearch,
  without: 'logs stay on the console and in their files, and messages cannot be searched',
};

/** For what ends in a second: the second compiler would take longer than that. */
const briefJvm = ['-Xms16m', '-Xmx64m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

/** The launcher that Elastic's start script would run, for the archive that has no script. */
const launcher = (home: string, tmp: string): string[] => [
  ...briefJvm,
  `-Djava.io.tmpdir=${tmp}`,
  '-cp',
  join(home, 'lib', 'tools', 'server-launcher', '*'),
  'org.elasticsearch.server.launcher.ServerLauncher',
];

/** An Elasticsearch of one node; as it refuses to be root, root's lab runs it as `nobody`. */
export const elasticsearchService = (program: Program, options: Place): Service => {
  const { host, port } = options;
  const folder = resolve(options.folder);
  const home = program.env?.ES_HOME ?? join(program.path, '..', '..');
  const folders = elasticsearchFolders(folder);
  const url = `http://${host}:${port}`;
  const start = [program.path, ...(basename(program.path) === 'java' ? launcher(home, folders.tmp) : [])];
  const [command = program.path, ...args] = [...dropRoot('Elasticsearch', [home, folder, program.path]), ...start];
  return {
    name: elasticsearch.name,
    version: program.version,
    url,
    host,
    ports: [port],
    after: [],
    command,
    args,
    // The launcher looks for the modules where it stands.
    cwd: home,
    env: {
      ...program.env,
      ES_PATH_CONF: folders.conf,
      ES_TMPDIR: folders.tmp,
      // What Elastic's start script gives its launcher; without a folder it leaves one in the system's temporary one.
      CLI_JAVA_OPTS: [...briefJvm, `-Djava.io.tmpdir=${folders.tmp}`].join(' '),
      HOME: folder,
    },
    prepare: () => writeElasticsearchSettings(home, { folder, host, port }),
    // 408 until the primary shards are there.
    ready: (signal) => answersOk(`${url}/_cluster/health?wait_for_status=yellow&timeout=2s`, signal),
    readyWithinMs: 180_000,
    stopSignal: 'SIGTERM',
  };
};
