import type { Database } from './storage/database.ts';

/** Finds the first bad word that a text contains. */
export type FindBadWord = (text: string) => string | undefined;

/** Full-width letters, ligatures and capitals are the same word to a reader. */
const normalize = (text: string): string => text.normalize('NFKC').toLowerCase();

/** Finds words of a list anywhere in a text, whatever its capitals and forms of letters. */
export const createModeration = (words: readonly string[]): FindBadWord => {
  const normal = words.map(normalize).filter((word) => word !== '');
  return (text) => {
    const read = normalize(text);
    return normal.find((word) => read.includes(word));
  };
};

/** The words of the table `badwords`. */
export const readBadWords = async (database: Database): Promise<string[]> =>
  (await database.rows<{ badword: string }>('SELECT badword FROM badwords ORDER BY id')).map(({ badword }) => badword);
