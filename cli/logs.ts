import { Command } from 'commander';
import { logsReplayCommand } from './logs/replay.ts';
import { logsStatusCommand } from './logs/status.ts';
import { logsTailCommand } from './logs/tail.ts';
import { logsVerifyCommand } from './logs/verify.ts';

/** `gapwatch logs`: looks after log lines beside the processes that write them. */
export const logsCommand = (): Command =>
  new Command('logs')
    .description('look after log lines: those that wait, those that are put aside, and those that are stored')
    .addCommand(logsStatusCommand())
    .addCommand(logsVerifyCommand())
    .addCommand(logsReplayCommand())
    .addCommand(logsTailCommand());
