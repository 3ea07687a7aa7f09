import type { Program, Service } from '../service.ts';
import { findProgram } from './find-program.ts';
import { answersOk } from './http-answer.ts';
import { packagedServer } from './packaged-server.ts';
import { type Place, placedService } from './placed-service.ts';

/** Alertmanager, which groups alerts and sends the notifications. */
export const alertmanager = packagedServer({
  name: 'alertmanager',
  variable: 'GAPWATCH_ALERTMANAGER',
  names: ['alertmanager', 'prometheus-alertmanager'],
  versionArgs: ['--version'],
  versionPattern: /alertmanager, version (\d+\.\d+\.\d+)/,
  packages: ['prometheus-alertmanager'],
  without: 'alerts are evaluated but nobody is notified',
});

/** Where this Alertmanager is, and from what it works. */
export interface AlertmanagerOptions extends Place {
  readonly configFile: string;
}

/** An Alertmanager on its own: without peers, so that it opens no port but its own. */
export const alertmanagerService = (program: Program, { configFile, ...place }: AlertmanagerOptions): Service => {
  const service = placedService(alertmanager, program, place, 'http');
  return {
    ...service,
    args: [
      `--config.file=${configFile}`,
      `--storage.path=${place.folder}`,
      `--web.listen-address=${place.host}:${place.port}`,
      `--web.external-url=${service.url}`,
      '--cluster.listen-address=',
    ],
    ready: (signal) => answersOk(`${service.url}/-/ready`, signal),
    readyWithinMs: 30_000,
  };
};

/** The tool that checks Alertmanager's configuration; absent where it is not. @throws LabError */
export const findAmtool = (): Promise<Program | undefined> =>
  findProgram({
    variable: 'GAPWATCH_AMTOOL',
    names: ['amtool'],
    versionArgs: ['--version'],
    versionPattern: /amtool, version (\d+\.\d+\.\d+)/,
  });
