import { firstAllowwords, firstBadwords } from '../moderation/first-words.ts';

/** One step of the schema. Each statement can be repeated, because MySQL commits each by itself. */
export interface Migration {
  readonly id: number;
  readonly name: string;
  readonly statements: readonly string[];
}

/** utf8mb4 for emoji; 520 because the older collation takes all emoji for the same character. */
const charset = 'CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci';

/** Names compare byte by byte, so that rooms `I` and `i` are two. */
const exact = 'CHARACTER SET utf8mb4 COLLATE utf8mb4_bin';

/** Korean and English words that were refused first; a later step brings the list proper. */
const fewBadwords = ['시발', '씨발', '병신', '개새끼', '지랄', 'fuck', 'shit', 'bitch', 'asshole'];

/** Words as rows of an INSERT; none of ours has a quote. */
const rowsOf = (words: readonly string[]): string => words.map((word) => `('${word}')`).join(', ');

const messageColumns = `
  chat_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  user_id INT NOT NULL,
  room_name VARCHAR(64) ${exact} NOT NULL,
  message VARCHAR(255) NOT NULL,
  createdAt DATETIME(3) NOT NULL,
  updatedAt DATETIME(3) NOT NULL`;

/**
 * Changes a table while it is in use, once: what tells is whether an index of that name is there. MySQL has no IF NOT EXISTS
 * for indexes, so that the server is asked first; names and changes are ours.
 */
const changeIndexes = (table: string, newIndex: string, changes: readonly string[]): string[] => [
  `SET @change_indexes = IF(
     EXISTS (SELECT 1 FROM information_schema.statistics
       WHERE table_schema = DATABASE() AND table_name = '${table}' AND index_name = '${newIndex}'),
     'DO 0',
     'ALTER TABLE ${table} ${changes.join(', ')}, ALGORITHM=INPLACE, LOCK=NONE')`,
  'PREPARE change_indexes FROM @change_indexes',
  'EXECUTE change_indexes',
  'DEALLOCATE PREPARE change_indexes',
];

/** A table of its own, as the index would slow down those who write to `chatlogs`. MariaDB has no parser for Korean, MySQL has. */
const createFulltext = [
  // Else words like `the` and `will` are never found; the index remembers it.
  'SET SESSION innodb_ft_enable_stopword = OFF',
  `SET @create_fulltext = CONCAT(
     'CREATE TABLE IF NOT EXISTS search_fulltext (
        chat_id BIGINT UNSIGNED NOT NULL PRIMARY KEY, message VARCHAR(255) NOT NULL, FULLTEXT INDEX message (message)',
     IF(EXISTS (SELECT 1 FROM information_schema.plugins WHERE plugin_name = 'ngram' AND plugin_status = 'ACTIVE'),
       ' WITH PARSER ngram', ''),
     ') ENGINE=InnoDB ${charset}')`,
  'PREPARE create_fulltext FROM @create_fulltext',
  'EXECUTE create_fulltext',
  'DEALLOCATE PREPARE create_fulltext',
];

/** The schema, step by step. Steps are added at the end and never changed. All times are UTC. */
export const migrations: readonly Migration[] = [
  {
    id: 1,
    name: 'tables of users, messages and bad words',
    statements: [
      `CREATE TABLE IF NOT EXISTS users (
        user_id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
        nickname VARCHAR(64) NOT NULL,
        user_image VARCHAR(255) NULL,
        user_mbti VARCHAR(8) NULL,
        createdAt DATETIME(3) NOT NULL,
        updatedAt DATETIME(3) NOT NULL
      ) ENGINE=InnoDB ${charset}`,
      `CREATE TABLE IF NOT EXISTS chatlogs (${messageColumns},
        INDEX room_name_chat_id (room_name, chat_id),
        INDEX createdAt (createdAt)
      ) ENGINE=InnoDB ${charset}`,
      // Ids are those of chatlogs, so that live and kept rows have one order and never the same id.
      `CREATE TABLE IF NOT EXISTS chatlogBackups (${messageColumns},
        reason VARCHAR(32) NULL,
        rule VARCHAR(64) NULL,
        INDEX room_name_chat_id (room_name, chat_id),
        INDEX createdAt (createdAt)
      ) ENGINE=InnoDB ${charset}`,
      `CREATE TABLE IF NOT EXISTS badwords (
        id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
        badword VARCHAR(50) ${exact} NOT NULL,
        UNIQUE INDEX badword (badword)
      ) ENGINE=InnoDB ${charset}`,
    ],
  },
  {
    id: 2,
    name: 'first bad words',
    statements: [`INSERT IGNORE INTO badwords (badword) VALUES ${rowsOf(fewBadwords)}`],
  },
  {
    id: 3,
    name: 'ledger of the mover, indexes for reading old messages',
    statements: [
      `CREATE TABLE IF NOT EXISTS retention_runs (
        run_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        startedAt DATETIME(3) NOT NULL,
        endedAt DATETIME(3) NULL,
        moved BIGINT UNSIGNED NOT NULL DEFAULT 0,
        deleted BIGINT UNSIGNED NOT NULL DEFAULT 0,
        outcome VARCHAR(16) NOT NULL,
        INDEX outcome (outcome)
      ) ENGINE=InnoDB ${charset}`,
      ...changeIndexes('chatlogs', 'room_name_createdAt', ['ADD INDEX room_name_createdAt (room_name, createdAt)']),
      // With the reason in them, a room full of kept-back messages is read no slower; they take the place of the old two.
      ...changeIndexes('chatlogBackups', 'room_name_reason_createdAt', [
        'ADD INDEX room_name_reason_chat_id (room_name, reason, chat_id)',
        'ADD INDEX room_name_reason_createdAt (room_name, reason, createdAt)',
        'DROP INDEX room_name_chat_id',
        'DROP INDEX createdAt',
      ]),
    ],
  },
  {
    id: 4,
    name: 'allowed words, list of bad words',
    statements: [
      `CREATE TABLE IF NOT EXISTS allowwords (
        id INT NOT NULL AUTO_INCREMENT PRIMARY KEY,
        allowword VARCHAR(50) ${exact} NOT NULL,
        UNIQUE INDEX allowword (allowword)
      ) ENGINE=InnoDB ${charset}`,
      `INSERT IGNORE INTO badwords (badword) VALUES ${rowsOf(firstBadwords)}`,
      `INSERT IGNORE INTO allowwords (allowword) VALUES ${rowsOf(firstAllowwords)}`,
    ],
  },
  {
    id: 5,
    name: 'what was sent already, what the search has yet to hear of',
    statements: [
      // By the id that a client gives its message, so that one which it sends twice is stored once. Old rows are removed.
      `CREATE TABLE IF NOT EXISTS sent_messages (
        user_id INT NOT NULL,
        client_id BINARY(16) NOT NULL,
        chat_id BIGINT UNSIGNED NOT NULL,
        blocked BOOLEAN NOT NULL,
        createdAt DATETIME(3) NOT NULL,
        PRIMARY KEY (user_id, client_id),
        INDEX createdAt (createdAt)
      ) ENGINE=InnoDB ${charset}`,
      // Written in the transaction that stores, moves or removes a message; says which one to look at, not what became of it.
      `CREATE TABLE IF NOT EXISTS search_outbox (
        seq BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        chat_id BIGINT UNSIGNED NOT NULL,
        createdAt DATETIME(3) NOT NULL
      ) ENGINE=InnoDB ${charset}`,
    ],
  },
  {
    id: 6,
    name: 'rebuilds of the search index, full-text index',
    statements: [
      `CREATE TABLE IF NOT EXISTS search_rebuilds (
        rebuild_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
        reason VARCHAR(16) NOT NULL,
        requestedAt DATETIME(3) NOT NULL,
        startedAt DATETIME(3) NULL,
        endedAt DATETIME(3) NULL,
        messages BIGINT UNSIGNED NOT NULL DEFAULT 0,
        INDEX endedAt (endedAt)
      ) ENGINE=InnoDB ${charset}`,
      ...createFulltext,
    ],
  },
  {
    id: 7,
    name: 'guests who have not written',
    statements: changeIndexes('users', 'guestUntil', [
      // When the token of a guest ends who has written nothing so far; NULL for everybody who stays.
      'ADD COLUMN guestUntil DATETIME(3) NULL',
      'ADD INDEX guestUntil (guestUntil)',
    ]),
  },
];
