import { Command } from 'commander';
import { ApplyError } from '../apply/apply-error.ts';
import { amend, examine, type Outcome } from '../apply/outcome.ts';
import { outcomeJson, renderPlan, renderResult } from '../apply/report.ts';
import { chooseTargets, type TargetFlags, targetOptions } from './target-choice.ts';

interface ApplyFlags extends TargetFlags {
  readonly dryRun: boolean;
}

/** Aborts at Ctrl-C, so that what was begun is taken back and not left half done; the second one ends the process as usual. */
const untilInterrupted = (): AbortSignal => {
  const stop = new AbortController();
  const interrupt = () => stop.abort(new ApplyError('Interrupted.'));
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, interrupt);
  return stop.signal;
};

const apply = async (flags: ApplyFlags): Promise<void> => {
  const { targets, skipped } = await chooseTargets(flags);
  const options = { prune: flags.prune, signal: untilInterrupted() };
  const say = (outcome: Outcome, lines: readonly string[]) => {
    for (const line of flags.json ? [] : lines) (outcome.state === 'failed' ? console.error : console.log)(line);
  };
  // All plans first: who reads them sees the whole, and can still interrupt.
  let outcomes: Outcome[] = [];
  for (const target of targets) {
    const outcome = await examine(target, options);
    outcomes.push(outcome);
    say(outcome, renderPlan(outcome));
  }
  if (!flags.json) for (const sentence of skipped) console.log(sentence);
  if (!flags.dryRun) {
    const planned = outcomes;
    outcomes = [];
    for (const outcome of planned) {
      const result = await amend(outcome, options);
      outcomes.push(result);
      say(result, renderResult(result));
    }
  }
  if (flags.json) console.log(JSON.stringify({ targets: outcomes.map(outcomeJson), skipped }, undefined, 2));
  process.exitCode = outcomes.some(({ state }) => state === 'failed') ? 1 : 0;
};

/** `gapwatch apply`: gives servers what is generated, each whole or not at all. */
export const applyCommand = (): Command => {
  const command = new Command('apply')
    .description('give servers what is generated: Elasticsearch, Kibana, Prometheus, Alertmanager, Grafana')
    .option('--dry-run', 'show what is to be done, and do nothing', false)
    .action(apply);
  for (const option of targetOptions()) command.addOption(option);
  return command;
};
