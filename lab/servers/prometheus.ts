import { mkdir } from 'node:fs/promises';
import type { Program, Service } from '../service.ts';
import { findProgram } from './find-program.ts';
import { answersOk } from './http-answer.ts';
import { packagedServer } from './packaged-server.ts';

/** Prometheus, which scrapes, records and evaluates the alerts. */
export const prometheus = packagedServer({
  name: 'prometheus',
  variable: 'GAPWATCH_PROMETHEUS',
  names: ['prometheus'],
  versionArgs: ['--version'],
  versionPattern: /prometheus, version (\d+\.\d+\.\d+)/,
  packages: ['prometheus'],
  without: 'no metrics are kept and no alert is evaluated',
});

/** Where this Prometheus listens, and from what it works. */
export interface PrometheusOptions {
  readonly folder: string;
  readonly host: string;
  readonly port: number;
  readonly configFile: string;
}

/** A Prometheus whose configuration can be reloaded by `POST /-/reload`. */
export const prometheusService = (program: Program, { folder, host, port, configFile }: PrometheusOptions): Service => {
  const url = `http://${host}:${port}`;
  return {
    name: prometheus.name,
    version: program.version,
    url,
    host,
    ports: [port],
    after: [],
    command: program.path,
    args: [
      `--config.file=${configFile}`,
      `--storage.tsdb.path=${folder}`,
      '--storage.tsdb.retention.time=7d',
      '--storage.tsdb.retention.size=1GB',
      `--web.listen-address=${host}:${port}`,
      // Links in notifications must lead here, not to the machine's host name.
      `--web.external-url=${url}`,
      '--web.enable-lifecycle',
      // It looks for its Alertmanagers 5 s after its start. What fires before that is lost until it is sent again, by
      // default a minute later.
      '--rules.alert.resend-delay=10s',
    ],
    async prepare() {
      await mkdir(folder, { recursive: true, mode: 0o700 });
    },
    ready: (signal) => answersOk(`${url}/-/ready`, signal),
    readyWithinMs: 60_000,
    stopSignal: 'SIGTERM',
  };
};

/** The tool that checks and tests Prometheus' files; absent where it is not. @throws LabError */
export const findPromtool = (): Promise<Program | undefined> =>
  findProgram({
    variable: 'GAPWATCH_PROMTOOL',
    names: ['promtool'],
    versionArgs: ['--version'],
    versionPattern: /promtool, version (\d+\.\d+\.\d+)/,
  });
