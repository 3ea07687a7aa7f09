import type { Program, Service } from '../service.ts';
import { findProgram } from './find-program.ts';
import { answersOk } from './http-answer.ts';
import { packagedServer } from './packaged-server.ts';
import { type Place, placedService } from './placed-service.ts';

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

/** Where this Prometheus is, and from what it works. */
export interface PrometheusOptions extends Place {
  readonly configFile: string;
}

/** A Prometheus whose configuration can be reloaded by `POST /-/reload`. */
export const prometheusService = (program: Program, { configFile, ...place }: PrometheusOptions): Service => {
  const service = placedService(prometheus, program, place, 'http');
  return {
    ...service,
    args: [
      `--config.file=${configFile}`,
      `--storage.tsdb.path=${place.folder}`,
      '--storage.tsdb.retention.time=7d',
      '--storage.tsdb.retention.size=1GB',
      `--web.listen-address=${place.host}:${place.port}`,
      // Links in notifications must lead here, not to the machine's host name.
      `--web.external-url=${service.url}`,
      '--web.enable-lifecycle',
      // It looks for its Alertmanagers 5 s after its start. What fires before that is lost until it is sent again, by
      // default a minute later.
      '--rules.alert.resend-delay=10s',
    ],
    ready: (signal) => answersOk(`${service.url}/-/ready`, signal),
    readyWithinMs: 60_000,
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
