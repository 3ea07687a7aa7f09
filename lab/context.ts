import type { Config } from '../config/load-config.ts';
import type { LabPaths } from './lab-paths.ts';

/** What the parts of a lab are made from. */
export interface LabContext {
  readonly config: Config;
  readonly configFile: string;
  readonly paths: LabPaths;
  /** Names of the parts that this lab does without. */
  readonly without: readonly string[];
}
