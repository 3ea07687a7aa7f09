import { access, constants } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ConfigError } from '../../config/config-error.ts';
import type { Config } from '../../config/load-config.ts';

/** Keys of the exporter that a process takes once. */
const once = ['host', 'port', 'webConfigFile'] as const;

/** @throws ConfigError if a reload would change what only a restart can */
export const checkUnchangeable = (before: Config, after: Config): void => {
  for (const key of once) {
    const [was, is] = [before.exporter[key], after.exporter[key]];
    if (was === is) continue;
    throw new ConfigError(
      `exporter.${key} changes from ${was ?? 'nothing'} to ${is ?? 'nothing'}, which only a restart can; restart the exporter, or change it back.`,
    );
  }
};

/** Files that hold the secrets of a configuration, with the key that names each. */
const secretsOf = ({
  root,
  exporter: { mysqlPasswordFile, probe, elasticsearch },
}: Config): (readonly [key: string, file: string])[] => [
  ['exporter.mysqlPasswordFile', resolve(root, mysqlPasswordFile)],
  ...(probe?.modules ?? []).map(
    ({ mysqlPasswordFile: file }, place) =>
      [`exporter.probe.modules[${place}].mysqlPasswordFile`, resolve(root, file)] as const,
  ),
  ...(['passwordFile', 'apiKeyFile', 'caFile'] as const).flatMap((key) => {
    const file = elasticsearch[key];
    return file === undefined ? [] : [[`exporter.elasticsearch.${key}`, resolve(root, file)] as const];
  }),
];

/** Their words are read for each connection. @throws ConfigError if one could not be */
export const checkSecrets = async (config: Config): Promise<void> => {
  for (const [key, file] of secretsOf(config)) {
    await access(file, constants.R_OK).catch((cause: Error) => {
      throw new ConfigError(`${key} names a file that cannot be read: ${cause.message}.`, { cause });
    });
  }
};
