import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { LogsError, noSpool } from '../../logs/logs-error.ts';
import { isChosen, type LetterChoice } from '../../logs/replay/choice.ts';
import { letterFiles, readLetters } from '../../logs/replay/letter-files.ts';
import { type Replayed, replayLetters } from '../../logs/replay/replay.ts';
import { createSender } from '../../logs/replay/sender.ts';
import type { DeadLetter } from '../../spool/dead-letters.ts';
import { usualSettleMs } from '../../spool/doubtful-lines.ts';
import { elasticsearchStore } from '../../spool/elasticsearch.ts';
import { logstashStore } from '../../spool/logstash.ts';
import { type Place, type PlaceFlags, placeOptions, readPlace } from './place.ts';
import { whenStopped } from './stop.ts';

interface Flags extends PlaceFlags {
  readonly id: readonly string[];
  readonly reason: readonly string[];
  readonly dryRun: boolean;
}

/** Milliseconds for which a store that is away is asked again: more than it may be at work on a request that was cut off. */
const patienceMs = 3 * usualSettleMs;

/** What is shown of a line that was put aside; the whole of it is in the file, and in --json. */
const shownCharacters = 200;

const titles = { elasticsearch: 'Elasticsearch', logstash: 'Logstash' } as const;

const storeOf = ({ sink, stored }: Place) => {
  if (sink.kind === 'logstash')
    return logstashStore(sink.url, sink.credentials ? { credentials: sink.credentials } : {});
  return elasticsearchStore(
    stored.url,
    stored.dataStream,
    stored.credentials ? { credentials: stored.credentials } : {},
  );
};

const show = ({ id, at, reason, why, line }: DeadLetter): string =>
  `${id}  ${at}  ${reason}: ${why}\n    ${line.length > shownCharacters ? `${line.slice(0, shownCharacters)}…` : line}`;

const list = async (folder: string, choice: LetterChoice, json: boolean): Promise<void> => {
  let count = 0;
  for (const path of await letterFiles(folder)) {
    for await (const { letter } of readLetters(path)) {
      if (letter === undefined || !isChosen(choice, letter)) continue;
      count += 1;
      console.log(json ? JSON.stringify(letter) : show(letter));
    }
  }
  if (!json) console.log(`${count === 1 ? '1 line' : `${count} lines`} would be sent again.`);
};

const summary = ({ sent, known, refused, left }: Replayed, title: string): string =>
  [
    `${sent === 1 ? '1 line' : `${sent} lines`} sent again`,
    ...(known > 0 ? [`${known} of which ${title} had already`] : []),
    ...(refused > 0 ? [`${refused} refused again, and put aside with what it says now`] : []),
    ...(left > 0 ? [`${left} or more left as they were`] : []),
  ].join(', ');

const replay = async (flags: Flags, self: Command): Promise<void> => {
  const place = await readPlace(flags, self);
  if (!existsSync(place.folder)) throw noSpool(place.folder);
  // Logstash brings each to where it belongs.
  const destination = place.sink.kind === 'logstash' ? flags.dataStream : place.destination;
  const choice = { ids: flags.id, reasons: flags.reason, ...(destination !== undefined && { destination }) };
  if (flags.dryRun) return list(place.folder, choice, flags.json);
  const title = titles[place.sink.kind];
  let trouble = '';
  const send = createSender(storeOf(place), {
    patienceMs,
    settleMs: usualSettleMs,
    pauses: { least: 200, most: 2_000 },
    signal: whenStopped(),
    onTrouble(_kind, reason) {
      trouble = reason;
    },
  });
  const result = await replayLetters(place.folder, {
    choose: (letter) => isChosen(choice, letter),
    send,
    onRefused: (letter) => {
      if (!flags.json) console.log(show(letter));
    },
  });
  console.log(flags.json ? JSON.stringify(result, undefined, 2) : `${summary(result, title)}.`);
  if (result.left > 0) {
    throw new LogsError(
      `${title} at ${new URL(place.sink.url).host} does not take them now (${trouble || 'interrupted'}); what is left is in the files, replay it later.`,
    );
  }
  process.exitCode = result.refused > 0 ? 1 : 0;
};

const more = (text: string, before: readonly string[]): readonly string[] => [...before, text];

/** `gapwatch logs replay`: exit code 1 where something is refused again, 2 where the store is away. */
export const logsReplayCommand = (): Command => {
  const command = new Command('replay')
    .description(
      'send lines again that were put aside, under the same ids, so that none is stored twice; exit code 1 if some are refused again',
    )
    .option('--id <id>', 'only the line of this id; may be repeated', more, [])
    .option(
      '--reason <text>',
      'only lines put aside for this: rejected, too_large, or what the store said; may be repeated',
      more,
      [],
    )
    .option('--dry-run', 'show them, and send none', false)
    .action(replay);
  for (const option of placeOptions()) command.addOption(option);
  return command;
};
