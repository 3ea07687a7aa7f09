import type { Config } from '../../config/load-config.ts';
import { print } from '../../metrics/promql/print.ts';
import type { Expression } from '../../metrics/promql/vector.ts';
import { reachUrl } from './address.ts';
import { type Command, type Look, quote } from './command.ts';
import { managerDocker } from './manager.ts';

/**
 * Asks the Swarm.
 * @param ask what is typed, given Docker's own command
 */
const askSwarm = (ask: (docker: string) => string): Look => ({
  where: 'platform',
  changes: false,
  shell: (config) => ask(managerDocker(config)),
});

/** The nodes of the Swarm: whether each is ready, and which managers the leader reaches. */
export const swarmNodes: Look = askSwarm((docker) => `${docker} node ls`);

/** Every task that should run or has lately: where, since when, and the error of each that ended. */
export const swarmTasks: Look = askSwarm(
  (docker) =>
    `${docker} service ps --no-trunc --format '{{.Name}} {{.Node}} {{.DesiredState}} {{.CurrentState}} {{.Error}}' $(${docker} service ls --quiet)`,
);

/**
 * Scales the service of a Swarm to the number that an expression gives now.
 * @param service its name there
 */
export const scaleTo = (replicas: Expression, service: (config: Config) => string): Command<true> => ({
  where: 'platform',
  changes: true,
  shell(config, scale) {
    const page = quote(`${reachUrl(config, config.urls.prometheus)}/api/v1/query`);
    const query = `curl -fsS --get ${page} --data-urlencode ${quote(`query=${print(replicas, scale)}`)}`;
    return `${managerDocker(config)} service scale ${quote(service(config))}="$(${query} | jq -r '.data.result[0].value[1]')"`;
  },
});
