import type { Config } from '../../config/load-config.ts';
import { print } from '../../metrics/promql/print.ts';
import type { Expression } from '../../metrics/promql/vector.ts';
import { reachUrl } from './address.ts';
import { type Command, quote } from './command.ts';

/**
 * Scales the service of a Swarm to the number that an expression gives now.
 * @param service its name there
 */
export const scaleTo = (replicas: Expression, service: (config: Config) => string): Command<true> => ({
  where: 'platform',
  changes: true,
  shell(config, scale) {
    const { platform, urls } = config;
    const docker =
      platform.kind === 'lab' && platform.dockerHost ? `docker --host ${quote(platform.dockerHost)}` : 'docker';
    const query = `curl -fsS --get ${quote(`${reachUrl(config, urls.prometheus)}/api/v1/query`)} --data-urlencode ${quote(`query=${print(replicas, scale)}`)}`;
    return `${docker} service scale ${quote(service(config))}="$(${query} | jq -r '.data.result[0].value[1]')"`;
  },
});
