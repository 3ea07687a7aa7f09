import { linesOf } from '../file-lines.ts';
import { isWithin, type TimeRange } from '../time-range.ts';
import { createNumberedLines, type NumberedLines } from './known-lines.ts';

/** What a console has told. */
interface ConsoleLines {
  readonly lines: NumberedLines;
  /** How many of them there are. */
  readonly count: number;
  /** Lines that are no documents of a log, as those of other programs. */
  readonly others: number;
}

/** Id and time of a document; undefined where the text is none. Whoever keeps consoles may put something before each line. */
const documentOf = (text: string): { readonly id: string; readonly time: number } | undefined => {
  const start = text.indexOf('{');
  if (start < 0) return undefined;
  try {
    const { event, '@timestamp': time } = JSON.parse(text.slice(start));
    return typeof event?.id === 'string' ? { id: event.id, time: Date.parse(time) } : undefined;
  } catch {
    return undefined;
  }
};

/** Reads what a service has written to its console: the documents that it has shipped too. */
export const consoleLines = async (chunks: AsyncIterable<Buffer | string>, range: TimeRange): Promise<ConsoleLines> => {
  const lines = createNumberedLines();
  let [count, others] = [0, 0];
  for await (const text of linesOf(chunks)) {
    const found = documentOf(text);
    if (found === undefined) others += 1;
    else if (isWithin(range, found.time)) {
      count += 1;
      lines.add(found.id);
    }
  }
  return { lines, count, others };
};
