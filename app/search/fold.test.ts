import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';
import { foldText } from './fold.ts';

const charactersOf = (...ranges: readonly (readonly [number, number])[]): string[] =>
  ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)));

const scripts: Readonly<Record<string, string[]>> = {
  'ASCII and Latin': charactersOf([0x20, 0x7e], [0xa0, 0x17f]).filter((one) => !'ĿŀŊŋ'.includes(one)),
  'letters with marks': charactersOf([0x1e00, 0x1eff]),
  'Greek and Cyrillic': charactersOf([0x386, 0x3ce], [0x400, 0x481]).filter((one) => one.normalize('NFC') === one),
  'Hangul syllables': charactersOf([0xac00, 0xd7a3]),
  'Hangul letters': charactersOf([0x1100, 0x11ff], [0x3131, 0x318e]),
  kana: charactersOf([0x3041, 0x3096], [0x30a1, 0x30fa], [0xff66, 0xff9d]),
  'wide letters': charactersOf([0xff01, 0xff5e]),
  'Han, a part': charactersOf([0x4e00, 0x5fff]),
  emoji: charactersOf([0x1f300, 0x1f5ff], [0x1f600, 0x1f64f], [0x1f900, 0x1f9ff]),
  'controls, marks and joiners': charactersOf([0x1, 0x1f], [0x300, 0x362], [0x200b, 0x200f], [0xfe00, 0xfe0f]),
};

describe('foldText', () => {
  let mariadb: TestMariadb;
  let mysql: Connection;
  beforeAll(async () => {
    mariadb = await startMariadb();
    mysql = await createConnection({ ...mariadb.app, charset: 'utf8mb4' });
  });
  afterAll(async () => {
    mysql?.destroy();
    await mariadb?.stop();
  });

  /** What MySQL compares of each character. */
  const weightsOf = async (characters: readonly string[]): Promise<string[]> => {
    const [rows] = await mysql.query<RowDataPacket[]>(
      `SELECT HEX(WEIGHT_STRING(CONVERT(c USING utf8mb4) COLLATE utf8mb4_unicode_520_ci)) AS weight
       FROM JSON_TABLE(?, '$[*]' COLUMNS (place FOR ORDINALITY, c VARCHAR(2) CHARACTER SET utf8mb4 PATH '$')) AS list
       ORDER BY place`,
      [JSON.stringify(characters)],
    );
    return rows.map(({ weight }) => weight);
  };

  it.each(Object.entries(scripts))('makes the same what MySQL takes for the same: %s', async (_script, characters) => {
    const weights = await weightsOf(characters);
    expect(weights).toHaveLength(characters.length);
    const classes = Map.groupBy(characters, (_, i) => weights[i]);
    const apart = [...classes.values()].filter((same) => new Set(same.map((one) => foldText(one).letters)).size > 1);
    expect(apart).toEqual([]);
  });

  // Of Latin and Cyrillic letters with marks it keeps some apart, as й from и, that are one here: more is found, never less.
  const exact = Object.entries(scripts).filter(([script]) => !/Latin|Cyrillic|marks$/.test(script));
  it.each(exact)('leaves apart what MySQL keeps apart: %s', async (_script, characters) => {
    const weights = await weightsOf(characters);
    const folds = Map.groupBy(characters.entries(), ([, one]) => foldText(one).letters);
    const merged = [...folds.values()].filter((same) => new Set(same.map(([i]) => weights[i])).size > 1);
    expect(merged.map((same) => same.map(([, one]) => one))).toEqual([]);
  });

  it.each([
    ['Café', 'cafe', [0, 1, 2, 3, 4]],
    ['가각', '가각', [0, 1, 2]],
    ['😀ß!', '😀ss!', [0, 0, 2, 2, 3, 4]],
    ['ㅋ１２', 'ᄏ12', [0, 1, 2, 3]],
    ['', '', [0]],
  ])('says where the letters of %j come from', (text, letters, starts) => {
    expect(foldText(text)).toEqual({ letters, starts });
  });
});
