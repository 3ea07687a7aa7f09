import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { logSink, storedLogs } from '../../app/logging/log-sink.ts';
import { type Config, loadConfig, parseConfig } from '../../config/load-config.ts';
import type { LogPlace } from '../../logs/elasticsearch.ts';
import { LogsError } from '../../logs/logs-error.ts';
import { parsePointInTime } from '../../logs/point-in-time.ts';
import { listOwners } from '../../spool/folder.ts';
import type { ElasticsearchSink, LogstashSink } from '../../winston/options.ts';

/** What all commands about log lines are told. */
export interface PlaceFlags {
  readonly config: string;
  readonly folder?: string;
  readonly dataStream?: string;
  readonly json: boolean;
}

/** Where the log lines of a configuration are. */
export interface Place {
  readonly config: Config;
  /** Where they wait. */
  readonly folder: string;
  /** Where they come to, and who asks for them. */
  readonly stored: LogPlace;
  /** Which lines are meant of those in a folder, where it may hold others. */
  readonly destination?: string;
  /** Where they are sent to. */
  readonly sink: ElasticsearchSink | LogstashSink;
}

/** The options for it, in the order of the help. */
export const placeOptions = (): Option[] => [
  new Option('--config <file>', 'configuration file').default('gapwatch.config.ts'),
  new Option('--folder <folder>', 'the spool, where it is not the one that logs.spool names'),
  new Option('--data-stream <name>', "the lines' data stream, where they are not those of the chat: with --folder"),
  new Option('--json', 'print what is found as JSON').default(false),
];

/** @throws LogsError if the folder is there and cannot be looked into */
const demandReadable = (folder: string): void => {
  try {
    readdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return;
    throw new LogsError(
      code === 'ENOTDIR'
        ? `${folder} is no folder; name that of the spool in logs.spool or by --folder.`
        : `${folder} cannot be read (${code}); ask as the user of the service.`,
    );
  }
};

/**
 * Reads where log lines are. Who only has a logger of his own with a spool needs no configuration file.
 * @throws ConfigError if it cannot be loaded
 * @throws LogsError if lines are meant whose spool nobody named, or that cannot be read
 */
export const readPlace = async (flags: PlaceFlags, command: Command): Promise<Place> => {
  const { config: file, folder, dataStream } = flags;
  const needed = folder === undefined || command.getOptionValueSource('config') !== 'default' || existsSync(file);
  const config = needed ? await loadConfig(file) : parseConfig({}, file);
  const chat = storedLogs(config);
  const spool = resolve(config.root, config.logs.spool);
  if (folder === undefined && dataStream !== undefined && dataStream !== chat.dataStream) {
    throw new LogsError(
      `Lines on their way to ${dataStream} do not wait where those of the chat do, in ${spool}; name their spool by --folder.`,
    );
  }
  const stored = { ...chat, ...(dataStream !== undefined && { dataStream }) };
  const sink = logSink(config);
  const place = folder === undefined ? spool : resolve(folder);
  demandReadable(place);
  // Lines of a service that nobody has named come by way of Logstash to the chat's data stream, whatever they say.
  const isOfOthers =
    sink.kind === 'logstash' && folder !== undefined && listOwners(place, chat.dataStream).length === 0;
  const destination = dataStream ?? (isOfOthers ? undefined : chat.dataStream);
  return {
    config,
    folder: place,
    stored,
    ...(destination !== undefined && { destination }),
    sink: sink.kind === 'elasticsearch' ? stored : sink,
  };
};

/** Reads a point in time of a flag. @throws InvalidArgumentError if it is none */
const readTime = (text: string): number => {
  const time = parsePointInTime(text, Date.now());
  if (time === undefined) throw new InvalidArgumentError('It is a time as 2026-12-24T18:00, or how long ago, as 15m.');
  return time;
};

/** Flags for a time, as {@link readTime} takes them. */
export const timeOptions = (): Option[] => [
  new Option('--since <time>', 'only lines logged since then: 15m, 2h, 1d ago, or 2026-12-24T18:00 (UTC)').argParser(
    readTime,
  ),
  new Option('--until <time>', 'only lines logged until then').argParser(readTime),
];

/** The time that flags say, of which those that are not given say nothing. */
export const rangeOf = ({ since, until }: { readonly since?: number; readonly until?: number }) => ({
  ...(since !== undefined && { since }),
  ...(until !== undefined && { until }),
});
