import { Command } from 'commander';
import { renderStatus } from '../../logs/status/render-status.ts';
import { spoolStatus } from '../../logs/status/spool-status.ts';
import { type PlaceFlags, placeOptions, readPlace } from './place.ts';

/** What a person need not look at. */
const limits = {
  /** Beyond this share debug lines are given up. */
  ratio: 0.8,
  /** A restart of Elasticsearch takes two minutes; ten are one that is away. */
  ageSeconds: 600,
} as const;

/** `gapwatch logs status`: exit code 1 where somebody should look. */
export const logsStatusCommand = (): Command => {
  const command = new Command('status')
    .description(
      'what waits in the spool, since when, whose it is, what is put aside; exit code 1 if somebody should look',
    )
    .action(async (flags: PlaceFlags, self: Command) => {
      const { config, folder } = await readPlace(flags, self);
      const now = Date.now();
      const status = await spoolStatus(folder, { ...limits, limitBytes: config.logs.limitBytes }, now);
      console.log(flags.json ? JSON.stringify(status, undefined, 2) : renderStatus(status, now));
      process.exitCode = status.findings.length > 0 ? 1 : 0;
    });
  for (const option of placeOptions()) command.addOption(option);
  return command;
};
