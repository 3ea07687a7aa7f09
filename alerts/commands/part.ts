import type { Config } from '../../config/load-config.ts';
import type { partNames } from '../../config/platform-schema.ts';
import { type Command, type Look, quote } from './command.ts';
import { managerDocker, serviceName } from './manager.ts';

/** A part that may be looked at or restarted. */
export type PartName = (typeof partNames)[number];

/** Docker's own command where the part runs in a container or as a service; absent where it is a process of the lab. */
interface Docker {
  readonly docker: string;
  /** Of the container or service. */
  readonly name: string;
  readonly by: 'compose' | 'service';
}

const dockerOf = (config: Config, part: PartName): Docker | undefined => {
  const { platform } = config;
  switch (platform.kind) {
    case 'compose':
      return { docker: `docker compose --file ${quote(platform.file)}`, name: part, by: 'compose' };
    case 'swarm':
      return { docker: 'docker', name: serviceName(config, part), by: 'service' };
    case 'lab':
      // The lab runs only the chat service itself on its Swarm.
      return platform.dockerHost === undefined || part !== 'app'
        ? undefined
        : { docker: managerDocker(config), name: serviceName(config, part), by: 'service' };
  }
};

/** Lines of a log that are looked through. */
const lines = 5_000;

/** Prints the log of a part, the newest line first. */
const printLog = (config: Config, part: PartName): string => {
  const found = dockerOf(config, part);
  if (found === undefined) return `tac .lab/logs/${part}.log`;
  const { docker, name, by } = found;
  return by === 'compose'
    ? `${docker} logs --no-color --tail ${lines} ${name} | tac`
    : `${docker} service logs --raw --tail ${lines} ${quote(name)} 2>&1 | tac`;
};

/** The newest 20 lines of a part's own log, on its console, in which a pattern of `grep -E` occurs, the newest first. */
export const logOf = (part: PartName, pattern: string): Look => ({
  where: 'platform',
  changes: false,
  shell: (config) =>
    `${printLog(config, part)} | grep -m 20 -iE ${quote(pattern)} || echo 'No line of the log of ${part} has it.'`,
});

/** The container of a service on this node; on which nodes there are others, `docker service ps` tells. */
const containerOf = ({ docker, name }: Docker): string =>
  `$(${docker} ps --quiet --filter label=com.docker.swarm.service.name=${quote(name)} | head -n 1)`;

/** Runs a command where a part runs, so that it sees the part's files; the image of its container must have a shell. */
export const inside = (part: PartName, command: string | ((config: Config) => string)): Look => ({
  where: 'platform',
  changes: false,
  shell(config) {
    const text = typeof command === 'string' ? command : command(config);
    const found = dockerOf(config, part);
    if (found === undefined) return text;
    const { docker, name, by } = found;
    const container = by === 'compose' ? `exec -T ${name}` : `exec ${containerOf(found)}`;
    return `${docker} ${container} sh -c ${quote(text)}`;
  },
});

/** The processes of a part: number, share of a processor, state, how long each runs. */
export const processesOf = (part: PartName): Look => ({
  where: 'platform',
  changes: false,
  shell(config) {
    const columns = '-eo pid,pcpu,stat,etime,args';
    const found = dockerOf(config, part);
    // Of the lab's machine, the busiest first.
    if (found === undefined) return `ps ${columns} --sort=-pcpu | head -n 15`;
    const { docker, name, by } = found;
    return by === 'compose' ? `${docker} top ${name}` : `${docker} top ${containerOf(found)} ${columns}`;
  },
});

/** Process of a part of the lab, which keeps it in a file. */
const labProcess = (part: PartName): string =>
  `"$(jq '.services[] | select(.name == "${part}").process.pid' .lab/state.json)"`;

/** Has a part read its configuration and its secrets again; the chat service restarts its workers one after another. */
export const hangUp = (part: PartName): Command<true> => ({
  where: 'platform',
  changes: true,
  shell(config) {
    const found = dockerOf(config, part);
    if (found === undefined) return `kill -HUP ${labProcess(part)}`;
    const { docker, name, by } = found;
    // A Swarm has no signals: it replaces its containers, one after another.
    return by === 'compose' ? `${docker} kill --signal HUP ${name}` : `${docker} service update --force ${quote(name)}`;
  },
});

/** Starts a part anew. The lab starts by itself what has ended. */
export const restart = (part: PartName): Command<true> => ({
  where: 'platform',
  changes: true,
  shell(config) {
    const found = dockerOf(config, part);
    if (found === undefined) return `kill -TERM ${labProcess(part)}`;
    const { docker, name, by } = found;
    return by === 'compose' ? `${docker} restart ${name}` : `${docker} service update --force ${quote(name)}`;
  },
});
