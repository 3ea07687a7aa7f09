import type { Database } from '../storage/database.ts';
import type { WordLists } from './find-bad-word.ts';

/** The tables `badwords` and `allowwords`. */
export interface Words {
  /** A text that changes whenever a word is added, changed or removed. */
  readonly version: () => Promise<string>;
  /** Both lists, the first {@link mostWords} of each. */
  readonly read: () => Promise<WordLists>;
}

/** Words of one list that are used: four times what a large list has, and still searched for in a few megabytes. */
export const mostWords = 40_000;

const versionOf = (table: string, word: string): string =>
  `(SELECT CONCAT_WS('.', COUNT(*), COALESCE(MAX(id), 0), BIT_XOR(CRC32(CONCAT(id, ' ', ${word})))) FROM ${table})`;

/** Reads the lists of words from MySQL. */
export const openWords = (database: Database): Words => {
  const column = async (word: string, table: string): Promise<string[]> => {
    const rows = await database.rows<{ word: string }>(`SELECT ${word} AS word FROM ${table} ORDER BY id LIMIT ?`, [
      String(mostWords),
    ]);
    return rows.map((row) => row.word);
  };
  return {
    async version() {
      const tables = `${versionOf('badwords', 'badword')}, ${versionOf('allowwords', 'allowword')}`;
      const [row] = await database.rows<{ version: string }>(`SELECT CONCAT_WS('/', ${tables}) AS version`);
      return row?.version ?? '';
    },
    read: async () => ({
      badwords: await column('badword', 'badwords'),
      allowwords: await column('allowword', 'allowwords'),
    }),
  };
};
