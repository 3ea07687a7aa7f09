import { createReadStream, existsSync } from 'node:fs';
import { Command } from 'commander';
import { openLogSearch } from '../../logs/elasticsearch.ts';
import { LogsError } from '../../logs/logs-error.ts';
import { auditLines } from '../../logs/verify/audit.ts';
import { consoleLines } from '../../logs/verify/console-lines.ts';
import { describeFaults } from '../../logs/verify/fault-details.ts';
import { knownLines } from '../../logs/verify/known-lines.ts';
import { renderAudit } from '../../logs/verify/render-audit.ts';
import { elasticsearchStore } from '../../spool/elasticsearch.ts';
import { type Place, type PlaceFlags, placeOptions, rangeOf, readPlace, timeOptions } from './place.ts';

interface Flags extends PlaceFlags {
  readonly since?: number;
  readonly until?: number;
  readonly console?: string;
}

const readConsole = async (file: string, range: { readonly since?: number; readonly until?: number }) => {
  const input = file === '-' ? process.stdin : createReadStream(file);
  const told = await consoleLines(input, range).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LogsError(
      `The console's lines cannot be read (${reason}); name a file that holds them, or - for the standard input.`,
      {
        cause,
      },
    );
  });
  if (told.count > 0) return told.lines;
  throw new LogsError(
    `${file === '-' ? 'The standard input' : file} has no log line of that time; name what the service has written to its console.`,
  );
};

/** Looks ids up in all indices. @throws LogsError if it cannot */
const locator = ({ url, dataStream, credentials }: Place['stored'], signal: AbortSignal) => {
  const store = elasticsearchStore(url, dataStream, credentials ? { credentials } : {});
  return async (ids: readonly string[]) => {
    const located = await store.locate(ids, 0, signal);
    if ('stored' in located) return located.stored;
    throw new LogsError(`Elasticsearch does not tell which lines it has (${located.reason}); ask again.`);
  };
};

const verify = async (flags: Flags, self: Command): Promise<void> => {
  const place = await readPlace(flags, self);
  const { folder, stored, destination } = place;
  const range = rangeOf(flags);
  const { signal } = new AbortController();
  if (!existsSync(folder))
    console.error(`There is no spool at ${folder} on this machine: lines that wait elsewhere count as lost.`);
  const search = openLogSearch(stored, signal);
  const told = flags.console === undefined ? undefined : await readConsole(flags.console, range);
  const audit = await auditLines({
    search,
    range,
    known: (within) => knownLines(folder, within, destination),
    locate: locator(stored, signal),
    ...(told && { console: told }),
  });
  console.log(
    flags.json
      ? JSON.stringify(audit, undefined, 2)
      : renderAudit(audit, search.host, await describeFaults(search, audit.faults)),
  );
  process.exitCode = audit.lost > 0 || audit.extra > 0 ? 1 : 0;
};

/** `gapwatch logs verify`: exit code 1 where a line is lost or stored twice, 2 where that cannot be told. */
export const logsVerifyCommand = (): Command => {
  const command = new Command('verify')
    .description(
      'whether each line that was logged is stored once: by the numbers of each writer; exit code 1 if not, 2 if nobody can tell',
    )
    .option(
      '--console <file>',
      'also each line that a service has written to its console, kept in a file; - for the standard input',
    )
    .action(verify);
  for (const option of [...placeOptions(), ...timeOptions()]) command.addOption(option);
  return command;
};
