import { createServer } from 'node:net';
import type { Config } from '../../config/load-config.ts';
import { LabError } from '../lab-error.ts';
import { findPortHolder } from './port-holders.ts';

/** What the lab is about to listen on. */
export interface Listener {
  readonly name: string;
  readonly host: string;
  readonly ports: readonly number[];
}

/** The error's code where it cannot listen; absent where it can. */
const refusal = (host: string, port: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });

const portOf = (text: string): number | undefined => {
  const url = URL.parse(text);
  return url === null ? undefined : Number(url.port || (url.protocol === 'https:' ? 443 : 80));
};

const keys = (value: unknown, port: number, path: string): string[] => {
  if (typeof value === 'number') return value === port && /port$/i.test(path) ? [path] : [];
  if (typeof value === 'string') return /^https?:/.test(value) && portOf(value) === port ? [path] : [];
  if (Array.isArray(value)) return value.flatMap((item, index) => keys(item, port, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => keys(item, port, path ? `${path}.${key}` : key));
};

/** The keys of a configuration that a port comes from, joined for a sentence; absent where none does. */
const configKeyOfPort = (config: Config, port: number): string | undefined =>
  keys(config, port, '').join(' and ') || undefined;

const sentence = (name: string, host: string, port: number, code: string, config: Config): string => {
  const key = configKeyOfPort(config, port);
  const remedy = key === undefined ? 'free it' : `free it or change ${key} in the configuration`;
  if (code !== 'EADDRINUSE') return `${name} cannot listen on ${host}:${port} (${code}); ${remedy}.`;
  const holder = findPortHolder(port);
  const by =
    holder === undefined
      ? 'by a process that this user may not see'
      : `by process ${holder.pid} (${holder.command.slice(0, 120)})`;
  return `Port ${port} of ${name} is taken ${by}; ${remedy}.`;
};

/** Ports that the configuration gives to two listeners: a sentence for each. */
const sharedPorts = (listeners: readonly Listener[], config: Config): string[] => {
  const all = listeners.flatMap(({ name, ports }) => ports.map((port) => ({ name, port })));
  return [...Map.groupBy(all, ({ port }) => port)].flatMap(([port, sharing]) => {
    if (sharing.length < 2) return [];
    const names = [...new Set(sharing.map(({ name }) => name))];
    const whom = names.length > 1 ? names.join(' and ') : `${names[0]} twice`;
    return `Port ${port} is given to ${whom}; change one of ${configKeyOfPort(config, port)} in the configuration.`;
  });
};

/**
 * Checks that each port can be listened on, by one only.
 * @throws LabError a sentence for each that cannot: who holds it or shares it, and the key of the configuration that changes it
 */
export const checkPorts = async (listeners: readonly Listener[], config: Config): Promise<void> => {
  const sentences = sharedPorts(listeners, config);
  for (const { name, host, ports } of listeners) {
    for (const port of ports) {
      const code = await refusal(host, port);
      if (code !== undefined) sentences.push(sentence(name, host, port, code, config));
    }
  }
  if (sentences.length > 0) throw new LabError(sentences.join('\n'));
};
