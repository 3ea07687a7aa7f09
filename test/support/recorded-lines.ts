import { logFields } from '../../app/logging/fields.ts';
import type { SpooledLine } from '../../spool/record.ts';
import { createRecorder } from '../../winston/record.ts';

/** Makes the next so many lines of one writer, as the chat service makes them. */
export type RecordLines = (count: number, values?: Readonly<Record<string, unknown>>) => readonly SpooledLine[];

/** Starts a writer. */
export const createLines = (): RecordLines => {
  const record = createRecorder({
    service: { name: 'fungap', version: '1', environment: 'test' },
    dataset: 'chat.app',
    fields: logFields,
  });
  return (count, values = {}) =>
    Array.from({ length: count }, () => {
      const { id, line } = record({ level: 'info', message: 'A line.', ...values });
      const bytes = Buffer.from(line.join(''));
      return { id, line: bytes, writtenAt: Date.now(), size: bytes.length };
    });
};

/** Who wrote a line. */
export const writerOf = (line: Pick<SpooledLine, 'id'> | undefined): string => line?.id.split('-')[0] ?? '';
