import { join } from 'node:path';
import type { Config } from '../config/load-config.ts';

/** Where a lab keeps what it makes, all of it under `.lab` beside the configuration. */
export interface LabPaths {
  readonly folder: string;
  readonly lock: string;
  readonly state: string;
  readonly logs: string;
  /** Output of a lab in the background. */
  readonly ownLog: string;
  /** Generated configuration of Prometheus and Alertmanager. */
  readonly configuration: string;
  readonly inbox: string;
  /** Data of the engines of a Swarm. */
  readonly swarm: string;
}

/** The paths of the lab that belongs to a configuration. */
export const labPaths = (config: Pick<Config, 'root'>): LabPaths => {
  const folder = join(config.root, '.lab');
  const logs = join(folder, 'logs');
  return {
    folder,
    lock: join(folder, 'lab.lock'),
    state: join(folder, 'state.json'),
    logs,
    ownLog: join(logs, 'lab.log'),
    configuration: join(folder, 'configuration'),
    inbox: join(folder, 'inbox.jsonl'),
    swarm: join(folder, 'swarm'),
  };
};
