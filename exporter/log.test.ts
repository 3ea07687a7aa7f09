import { expect, it } from 'vitest';
import { jsonLog } from './log.ts';

it('writes each sentence as one line of JSON, whatever is in it', () => {
  const lines: string[] = [];
  jsonLog(
    (line) => lines.push(line),
    () => 1_700_000_000_000,
  )('warn', 'Two\nlines.');
  expect(lines).toEqual([
    '{"@timestamp":"2023-11-14T22:13:20.000Z","log.level":"warn","message":"Two\\nlines.","event.dataset":"gapwatch.exporter"}\n',
  ]);
});
