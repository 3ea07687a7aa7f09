import { ConfigError } from '../../config/config-error.ts';
import type { Config } from '../../config/load-config.ts';
import { makeMysqlCollectors } from '../mysql/mysql-collectors.ts';

/** The names of the collectors of a MySQL server. Nothing is connected for it. */
const knownNames = (): readonly string[] =>
  makeMysqlCollectors({ host: '', port: 0, user: '', passwordFile: '' }).map(({ name }) => name);

/** @throws ConfigError if a module names a collector that is none of MySQL, or a port that is none */
export const checkProbeModules = ({ exporter: { probe } }: Config): void => {
  const known = knownNames();
  for (const [place, { collectors = [], targets }] of (probe?.modules ?? []).entries()) {
    const key = `exporter.probe.modules[${place}]`;
    for (const [number, name] of collectors.entries()) {
      if (known.includes(name)) continue;
      throw new ConfigError(`${key}.collectors[${number}] is ${name}, expected one of ${known.join(', ')}.`);
    }
    for (const [number, target] of targets.entries()) {
      const port = Number(target.slice(target.lastIndexOf(':') + 1));
      if (port >= 1 && port <= 65_535) continue;
      throw new ConfigError(`${key}.targets[${number}] is ${target}, expected a port between 1 and 65535.`);
    }
  }
};
