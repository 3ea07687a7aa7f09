import { resolve } from 'node:path';
import type { Config } from '../../config/load-config.ts';
import type { MysqlLogin } from '../mysql/session.ts';

type Module = NonNullable<Config['exporter']['probe']>['modules'][number];

/** A server that may be asked, and how. */
export interface ProbeTarget {
  readonly address: string;
  readonly module: string;
  readonly login: MysqlLogin;
  /** Names of the collectors to run; those that run by default where it is absent. */
  readonly collectors?: readonly string[] | undefined;
}

/** Splits `host:port`, where an IPv6 address stands in brackets, as the configuration has checked it. */
const splitAddress = (address: string): { readonly host: string; readonly port: number } => {
  const at = address.lastIndexOf(':');
  return { host: address.slice(0, at).replace(/^\[(.*)\]$/, '$1'), port: Number(address.slice(at + 1)) };
};

const targetOf = (root: string, address: string, { name, mysqlUser, mysqlPasswordFile, collectors }: Module) => ({
  address,
  module: name,
  login: {
    ...splitAddress(address),
    user: mysqlUser,
    passwordFile: resolve(root, mysqlPasswordFile),
    keys: { place: 'targets of exporter.probe.modules', password: 'mysqlPasswordFile of exporter.probe.modules' },
  },
  collectors,
});

/**
 * Finds what a request may ask for: the address must stand in the module's list, letter by letter. Nothing is looked up for one
 * that does not, so that neither answer nor time tells anything of the network.
 */
export const findTarget = (
  { root, exporter: { probe } }: Config,
  address: string,
  moduleName: string,
): ProbeTarget | undefined => {
  const found = probe?.modules.find(({ name }) => name === moduleName);
  return found?.targets.includes(address) ? targetOf(root, address, found) : undefined;
};
