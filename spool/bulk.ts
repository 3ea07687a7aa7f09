import { z } from 'zod';
import type { BufferPool } from './buffer-pool.ts';
import type { SpooledLine } from './record.ts';
import { isUntouched, troubleOf } from './requester.ts';
import type { Verdict } from './store.ts';

/** Without the first a missing template would make an ordinary index of that name, which nobody rolls over. */
export const bulkParameters =
  'require_data_stream=true&filter_path=items.create.status,items.create.failure_store,items.create.error.type,items.create.error.reason';

/** The body of a bulk request: built once, of bytes as they lie in the spool. */
export const bulkBody = (lines: readonly SpooledLine[], pool: BufferPool): { memory: Buffer; body: Buffer } => {
  const heads = lines.map(({ id }) => `{"create":{"_id":${JSON.stringify(id)}}}\n`);
  const size = lines.reduce((sum, { line }) => sum + line.length + 1, Buffer.byteLength(heads.join('')));
  const memory = pool.take(size);
  const body = memory.subarray(0, size);
  let at = 0;
  for (const [i, { line }] of lines.entries()) {
    at += body.write(heads[i] ?? '', at);
    at += line.copy(body, at);
    body[at] = 0x0a;
    at += 1;
  }
  return { memory, body };
};

const bulkAnswer = z.object({
  items: z.array(
    z.object({
      create: z.object({
        status: z.number(),
        failure_store: z.string().optional(),
        error: z.object({ type: z.string().optional(), reason: z.string().optional() }).optional(),
      }),
    }),
  ),
});

const stored: Verdict = { kind: 'stored' };

const verdictOf = (status: number, reason: string): Verdict => {
  if (status >= 200 && status < 300) return stored;
  if (status === 409) return { kind: 'duplicate' };
  const kind = troubleOf(status) ?? 'rejected';
  return kind === 'rejected' ? { kind, reason } : { kind, reason, ...(isUntouched(status) && { untouched: true }) };
};

/**
 * Refused, and kept where no search of the data stream finds it, though the status says that it was created.
 * @see https://www.elastic.co/docs/manage-data/data-store/data-streams/failure-store
 */
const setAside: Verdict = { kind: 'rejected', reason: 'the data stream has put it into its failure store' };

const created = '{"create":{"status":201}}';

/** How an answer ends that has nothing to say of any of so many lines but that it was created. */
export const allCreated = (count: number): string => `"items":[${`${created},`.repeat(count - 1)}${created}]}`;

/**
 * What became of each of `count` lines, or of fewer, of which there is one at least. The usual answer is compared and not taken apart, which
 * takes longer than to make the lines.
 * @throws Error if it is none
 */
export const readBulkAnswer = (text: string, count: number): readonly Verdict[] => {
  if (text.endsWith(allCreated(count))) return Array.from({ length: count }, () => stored);
  return bulkAnswer
    .parse(JSON.parse(text))
    .items.map(({ create: { status, failure_store, error } }) =>
      failure_store === 'used' && status < 300
        ? setAside
        : verdictOf(status, error ? `${status} ${error.type}: ${error.reason}`.slice(0, 500) : String(status)),
    );
};
