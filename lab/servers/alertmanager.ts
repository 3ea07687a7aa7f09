import { mkdir } from 'node:fs/promises';
import type { Program, Service } from '../service.ts';
import { findProgram } from './find-program.ts';
import { answersOk } from './http-answer.ts';
import { packagedServer } from './packaged-server.ts';

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

/** Where this Alertmanager listens, and from what it works. */
export interface AlertmanagerOptions {
  readonly folder: string;
  readonly host: string;
  readonly port: number;
  readonly configFile: string;
}

/** An Alertmanager on its own: without peers, so that it opens no port but its own. */
export const alertmanagerService = (
  program: Program,
  { folder, host, port, configFile }: AlertmanagerOptions,
): Service => {
  const url = `http://${host}:${port}`;
  return {
    name: alertmanager.name,
    version: program.version,
    url,
    host,
    ports: [port],
    after: [],
    command: program.path,
    args: [
      `--config.file=${configFile}`,
      `--storage.path=${folder}`,
      `--web.listen-address=${host}:${port}`,
      `--web.external-url=${url}`,
      '--cluster.listen-address=',
    ],
    async prepare() {
      await mkdir(folder, { recursive: true, mode: 0o700 });
    },
    ready: (signal) => answersOk(`${url}/-/ready`, signal),
    readyWithinMs: 30_000,
    stopSignal: 'SIGTERM',
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
