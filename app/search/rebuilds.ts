import type { Session } from '../storage/database.ts';

/**
 * Why the index is built: asked for, not there or made by an earlier release, or messages were stored without word to the
 * outbox.
 */
type RebuildReason = 'asked' | 'missing' | 'gap';

/** A rebuild as the table `search_rebuilds` has it. */
export interface Rebuild {
  readonly id: number;
  readonly reason: RebuildReason;
  /** Messages that were read so far, in both tables. */
  readonly messages: number;
  readonly ended: boolean;
}

/** Requests for rebuilds; what is asked for in any process stays asked for until it is done. */
export interface Rebuilds {
  /** Asks for one, and gives its id; for another reason than `asked` one that is not yet begun is enough. */
  readonly ask: (reason: RebuildReason) => Promise<number>;
  /** The latest one that has not ended; doing it does all earlier ones. */
  readonly pending: () => Promise<Rebuild | undefined>;
  /** Whether any has ended. If none has, an index that is there is that of another database. */
  readonly anyEnded: () => Promise<boolean>;
  readonly find: (id: number) => Promise<Rebuild | undefined>;
  /** Says that this one and earlier ones have begun, perhaps anew. */
  readonly begin: (id: number) => Promise<void>;
  readonly progress: (id: number, messages: number) => Promise<void>;
  readonly end: (id: number) => Promise<void>;
}

interface Row {
  readonly id: number;
  readonly reason: RebuildReason;
  readonly messages: number;
  readonly ended: number;
}

const select = 'SELECT rebuild_id AS id, reason, messages, endedAt IS NOT NULL AS ended FROM search_rebuilds';

const rebuildOf = (row: Row | undefined): Rebuild | undefined => row && { ...row, ended: row.ended === 1 };

/** Opens the table `search_rebuilds`. */
export const openRebuilds = ({ rows, run }: Session): Rebuilds => ({
  async ask(reason) {
    if (reason !== 'asked') {
      const [waiting] = await rows<Row>(`${select} WHERE endedAt IS NULL AND startedAt IS NULL LIMIT 1`);
      if (waiting) return waiting.id;
    }
    const sql = 'INSERT INTO search_rebuilds (reason, requestedAt) VALUES (?, UTC_TIMESTAMP(3))';
    return run(sql, [reason]);
  },
  pending: async () =>
    rebuildOf((await rows<Row>(`${select} WHERE endedAt IS NULL ORDER BY rebuild_id DESC LIMIT 1`))[0]),
  anyEnded: async () => (await rows(`${select} WHERE endedAt IS NOT NULL LIMIT 1`)).length > 0,
  find: async (id) => rebuildOf((await rows<Row>(`${select} WHERE rebuild_id = ?`, [id]))[0]),
  async begin(id) {
    await run(
      'UPDATE search_rebuilds SET startedAt = UTC_TIMESTAMP(3), messages = 0 WHERE endedAt IS NULL AND rebuild_id <= ?',
      [id],
    );
  },
  async progress(id, messages) {
    await run('UPDATE search_rebuilds SET messages = ? WHERE endedAt IS NULL AND rebuild_id <= ?', [messages, id]);
  },
  async end(id) {
    await run('UPDATE search_rebuilds SET endedAt = UTC_TIMESTAMP(3) WHERE endedAt IS NULL AND rebuild_id <= ?', [id]);
  },
});
