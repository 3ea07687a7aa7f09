import { Option } from 'commander';
import { ApplyError } from '../apply/apply-error.ts';
import type { Target } from '../apply/target.ts';
import { type TargetName, targetNames, titles } from '../apply/target-names.ts';
import { openTarget } from '../apply/targets.ts';
import { loadConfig } from '../config/load-config.ts';
import { elasticResources } from '../logstash/elastic-resources.ts';
import { generateAll } from './generators.ts';

/** What both commands about servers are told. */
export interface TargetFlags {
  readonly config: string;
  readonly target: readonly TargetName[];
  readonly prune: boolean;
  readonly json: boolean;
}

/** The options for it, in the order of the help. */
export const targetOptions = (): Option[] => [
  new Option('--config <file>', 'configuration file').default('gapwatch.config.ts'),
  new Option('--target <name...>', 'only these servers')
    .choices(targetNames)
    .default([], 'all that the configuration names'),
  new Option('--prune', 'also delete what is ours and nothing generates any more').default(false),
  new Option('--json', 'print what is found as JSON').default(false),
];

/** The servers that were chosen, and a sentence for each that is left out. */
interface Choice {
  readonly targets: readonly Target[];
  readonly skipped: readonly string[];
}

/**
 * Opens the servers that the configuration names under `apply`, or those of them that were asked for.
 * @throws ApplyError if one was asked for that it does not name, or it names none
 * @throws ConfigError if it cannot be loaded, or a token, password or authority cannot be read
 */
export const chooseTargets = async ({ config: file, target: asked }: TargetFlags): Promise<Choice> => {
  const config = await loadConfig(file);
  const wanted = { files: generateAll(config), resources: elasticResources(config) };
  const targets: Target[] = [];
  const skipped: string[] = [];
  for (const name of targetNames) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    const target = await openTarget(name, config, wanted, process.env);
    if (target !== undefined) targets.push(target);
    else if (asked.includes(name)) {
      throw new ApplyError(`${file} does not name ${titles[name]}; write apply: { ${name}: {} } into it.`);
    } else skipped.push(`${titles[name]} is skipped: ${file} has no apply.${name}.`);
  }
  if (targets.length > 0) return { targets, skipped };
  throw new ApplyError(
    `${file} names no server; write those that are to be given something into it, as apply: { grafana: {} }.`,
  );
};
