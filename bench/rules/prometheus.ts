import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderYaml } from '../../config/yaml.ts';
import { prometheus, prometheusService } from '../../lab/servers/prometheus.ts';
import { freePort } from '../../test/support/free-port.ts';
import { findServer, startServer, type TestServer } from '../../test/support/start-service.ts';

/** A Prometheus that scrapes nobody and takes what is written into it. */
export interface WritablePrometheus {
  readonly server: TestServer;
  /** Has it evaluate other rules, each group as often as samples come. @param files texts of files of rules */
  readonly load: (files: readonly string[]) => Promise<void>;
}

const config = (files: readonly string[]) =>
  renderYaml('bench/rules/prometheus.ts', {
    global: { evaluation_interval: '15s' },
    ...(files.length > 0 && { rule_files: files }),
  });

/** Starts it in a folder of its own, which goes with it. */
export const startWritable = async (): Promise<WritablePrometheus> => {
  const program = await findServer(prometheus);
  const port = await freePort();
  let folder = '';
  const server = await startServer((own) => {
    folder = own;
    const service = prometheusService(program, {
      folder: join(own, 'prometheus'),
      host: '127.0.0.1',
      port,
      configFile: join(own, 'prometheus.yml'),
    });
    return {
      ...service,
      args: [
        // The lab's limit of a gigabyte would take the beginning of a large history away.
        ...service.args.filter((arg) => !arg.startsWith('--storage.tsdb.retention.size')),
        '--web.enable-remote-write-receiver',
      ],
      prepare: async (...args) => {
        await writeFile(join(own, 'prometheus.yml'), config([]));
        await service.prepare?.(...args);
      },
    };
  });
  return {
    server,
    load: async (texts) => {
      const files = await Promise.all(
        texts.map(async (text, i) => {
          const file = join(folder, `${i}.rules.yml`);
          await writeFile(file, text);
          return file;
        }),
      );
      await writeFile(join(folder, 'prometheus.yml'), config(files));
      const response = await fetch(`${server.url}/-/reload`, { method: 'POST' });
      if (!response.ok) throw new Error(`Prometheus does not take the rules: ${await response.text()}`);
    },
  };
};
