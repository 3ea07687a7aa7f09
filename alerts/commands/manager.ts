import type { Config } from '../../config/load-config.ts';
import type { Step } from '../alert.ts';
import { type Command, type Look, quote } from './command.ts';
import type { PartName } from './part.ts';

/** Docker's own command on a manager of the Swarm. */
export const managerDocker = ({ platform }: Config): string =>
  platform.kind === 'lab' && platform.dockerHost !== undefined
    ? `docker --host ${quote(platform.dockerHost)}`
    : 'docker';

/** What the service of a part is called in the Swarm; the lab runs only the chat service itself on one. */
export const serviceName = ({ platform, service }: Config, part: PartName): string =>
  platform.kind === 'swarm' ? (platform.services[part] ?? `${platform.stack}_${part}`) : service;

const hasSwarm = ({ platform }: Config): boolean =>
  platform.kind === 'swarm' || (platform.kind === 'lab' && platform.dockerHost !== undefined);

/**
 * A step on a manager of the Swarm. Where the configuration knows of none it is a sentence: nothing goes as it stands there, and the
 * alerts of a Swarm do not fire.
 */
export const onManager = <C extends boolean>(config: Config, says: string, run: Command<C>): Step<Command<C>> =>
  hasSwarm(config) ? { says, run } : `${says} On a manager: \`${run.shell(config, {})}\`.`;

/** What a text for a manager is made of: Docker's own command there, and the name of the chat's service. */
type Typed = (docker: string, chat: string) => string;

const command = <C extends boolean>(type: Typed, changes: C): Command<C> => ({
  where: 'platform',
  changes,
  shell: (config) => type(managerDocker(config), quote(serviceName(config, 'app'))),
});

/** A step that asks a manager of the Swarm. */
export const askManager = (config: Config, says: string, type: Typed): Step<Look> =>
  onManager(config, says, command(type, false));

/** A step that has a manager of the Swarm do something. */
export const haveManager = (config: Config, says: string, type: Typed): Step<Command<true>> =>
  onManager(config, says, command(type, true));
