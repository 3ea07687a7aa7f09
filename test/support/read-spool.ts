import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createReader } from '../../spool/reader.ts';

/** A document of a log line, as far as tests look at it. */
export interface LogDocument {
  readonly '@timestamp': string;
  readonly message: string;
  readonly log: { readonly level: string };
  readonly event: { readonly id: string; readonly sequence: number; readonly [field: string]: unknown };
  readonly labels: Readonly<Record<string, string>>;
  readonly [part: string]: unknown;
}

/** The documents that wait in a spool, in the order in which each process wrote them. Nothing of it is changed. */
export const readSpool = async (spool: string): Promise<LogDocument[]> => {
  const found: LogDocument[] = [];
  for (const name of await readdir(spool)) {
    if (!/^[0-9a-f]{16}$/.test(name)) continue;
    const damaged = () => {
      throw new Error(`${name} is damaged.`);
    };
    const reader = createReader(
      join(spool, name),
      { segment: 0, offset: 0 },
      { damage: { corrupt: damaged, torn: damaged } },
    );
    for (;;) {
      const batch = await reader.next({ lines: 10_000, bytes: 10_000_000 });
      if (batch === undefined) break;
      found.push(...batch.lines.map(({ line }): LogDocument => JSON.parse(line.toString())));
    }
    await reader.close();
  }
  return found;
};
