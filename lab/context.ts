import type { Config } from '../config/load-config.ts';
import type { LabPaths } from './lab-paths.ts';
import type { SwarmPlan } from './swarm/plan.ts';

/** What the parts of a lab are made from. */
export interface LabContext {
  readonly config: Config;
  readonly configFile: string;
  readonly paths: LabPaths;
  /** Names of the parts that this lab does without. */
  readonly without: readonly string[];
  /** Where the chat service runs; absent where it is a process of this machine as the others are. */
  readonly swarm?: SwarmPlan | undefined;
}
