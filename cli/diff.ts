import { Command } from 'commander';
import { examine, type Outcome } from '../apply/outcome.ts';
import { outcomeJson, renderPlan } from '../apply/report.ts';
import { chooseTargets, type TargetFlags, targetOptions } from './target-choice.ts';

/** Exit codes as those of `diff`, turned so that 1 is what everything else fails with. */
const exitCode = (outcomes: readonly Outcome[]): number => {
  if (outcomes.some(({ state }) => state === 'failed')) return 1;
  return outcomes.some(({ state }) => state === 'differs') ? 2 : 0;
};

const diff = async (flags: TargetFlags): Promise<void> => {
  const { targets, skipped } = await chooseTargets(flags);
  const { signal } = new AbortController();
  const outcomes: Outcome[] = [];
  for (const target of targets) {
    const outcome = await examine(target, { prune: flags.prune, signal });
    outcomes.push(outcome);
    if (flags.json) continue;
    const say = outcome.state === 'failed' ? console.error : console.log;
    for (const line of renderPlan(outcome)) say(line);
  }
  if (flags.json) console.log(JSON.stringify({ targets: outcomes.map(outcomeJson), skipped }, undefined, 2));
  else for (const sentence of skipped) console.log(sentence);
  process.exitCode = exitCode(outcomes);
};

/** `gapwatch diff`: compares servers with what is generated; exit code 0 if they are the same, 2 if not, 1 if one cannot be asked. */
export const diffCommand = (): Command => {
  const command = new Command('diff')
    .description('compare servers with what is generated; exit code 2 if one of them differs')
    .action(diff);
  for (const option of targetOptions()) command.addOption(option);
  return command;
};
