import { Command, InvalidArgumentError, Option } from 'commander';
import { openLogSearch } from '../../logs/elasticsearch.ts';
import { LogsError } from '../../logs/logs-error.ts';
import { type LineFilter, levels } from '../../logs/tail/line-filter.ts';
import type { LogLine } from '../../logs/tail/log-line.ts';
import { renderJson, renderLine } from '../../logs/tail/render-line.ts';
import { follow, showNewest } from '../../logs/tail/tail.ts';
import { type PlaceFlags, placeOptions, rangeOf, readPlace, timeOptions } from './place.ts';
import { whenStopped } from './stop.ts';

interface Flags extends PlaceFlags {
  readonly lines: number;
  readonly follow: boolean;
  readonly since?: number;
  readonly until?: number;
  readonly request?: string;
  readonly trace?: string;
  readonly room?: string;
  readonly level?: (typeof levels)[number];
}

/** Most lines that a search gives. */
const mostLines = 10_000;

const readCount = (text: string): number => {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 0 && count <= mostLines) return count;
  throw new InvalidArgumentError(`It is a whole number from 0 to ${mostLines}.`);
};

const filterOf = (text: string | undefined, { request, trace, room, level, ...flags }: Flags): LineFilter => ({
  range: rangeOf(flags),
  values: {
    ...(request !== undefined && { 'http.request.id': request }),
    ...(trace !== undefined && { 'trace.id': trace }),
    ...(room !== undefined && { 'labels.room': room }),
  },
  ...(level !== undefined && { level }),
  ...(text !== undefined && { text }),
});

const tail = async (text: string | undefined, flags: Flags, self: Command): Promise<void> => {
  if (flags.follow && flags.until !== undefined) {
    throw new LogsError('--follow shows what comes, --until what was; leave one of them out.');
  }
  const { folder, stored, destination } = await readPlace(flags, self);
  const signal = whenStopped();
  const colour = process.stdout.isTTY === true && process.stdout.hasColors();
  const options = {
    search: openLogSearch(stored, signal),
    spool: folder,
    ...(destination !== undefined && { destination }),
    filter: filterOf(text, flags),
    count: flags.lines,
    print(lines: readonly LogLine[]) {
      const texts = lines.map((line) => `${flags.json ? renderJson(line) : renderLine(line, colour)}\n`);
      process.stdout.write(texts.join(''));
    },
  };
  if (flags.follow) return follow({ ...options, say: (sentence) => console.error(sentence), signal });
  await showNewest(options).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
};

/** `gapwatch logs tail`: stored lines, and those that wait in the spool, each once. */
export const logsTailCommand = (): Command => {
  const command = new Command('tail')
    .description(
      'show log lines, those that are stored and those that wait in the spool of this machine, the newest last',
    )
    .argument('[text]', 'only lines whose message, or whose error, has these words next to each other')
    .addOption(new Option('-n, --lines <number>', 'lines of those that are there').argParser(readCount).default(20))
    .option('-f, --follow', 'go on with those that come, until Ctrl-C', false)
    .option('--request <id>', 'only lines of this request: its x-request-id')
    .option('--trace <id>', 'only lines of this trace')
    .option('--room <room>', 'only lines about this room')
    .addOption(new Option('--level <level>', 'only this level, and more urgent ones').choices(levels))
    .action(tail);
  for (const option of [...timeOptions(), ...placeOptions()]) command.addOption(option);
  return command;
};
