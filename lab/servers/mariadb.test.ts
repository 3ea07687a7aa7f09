import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionOptions, createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freePort } from '../../test/support/free-port.ts';
import { commandLinesWith } from '../../test/support/lab-process.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';
import { findServer, startService } from '../../test/support/start-service.ts';
import type { Program } from '../service.ts';
import { mariadb, mariadbService } from './mariadb.ts';
import { createMariadbAccounts, mariadbSocket } from './mariadb-accounts.ts';

const query = async (options: ConnectionOptions, sql: string): Promise<RowDataPacket[]> => {
  const connection = await createConnection(options);
  try {
    const [rows] = await connection.query<RowDataPacket[]>(sql);
    return rows;
  } finally {
    await connection.end();
  }
};

describe('mariadb', () => {
  let server: TestMariadb;
  beforeAll(async () => {
    server = await startMariadb();
    await query(server.app, 'CREATE TABLE chatlogs (chat_id INT AUTO_INCREMENT PRIMARY KEY, message TEXT)');
    await query(server.app, "INSERT INTO chatlogs (message) VALUES ('안녕 👋')");
  });
  afterAll(() => server.stop());

  it('runs the version that was found, with what the exporter reads', async () => {
    expect(await query(server.admin, 'SELECT @@performance_schema AS on_, @@slow_query_log AS slow')).toEqual([
      { on_: 1, slow: 1 },
    ]);
    const [row] = await query(server.admin, 'SELECT VERSION() AS version');
    expect(row?.version).toContain(server.service.version);
  });

  it('keeps its data over a stop and a crash', async () => {
    for (const end of [server.halt, server.kill]) {
      await end();
      await server.start();
      expect(await query(server.app, 'SELECT message FROM chatlogs')).toEqual([{ message: '안녕 👋' }]);
    }
  });

  it('keeps passwords to their owner, one for good', async () => {
    const before = await readFile(server.appPasswordFile, 'utf8');
    expect(before).toMatch(/^[\w-]{43}\n$/);
    expect((await stat(server.appPasswordFile)).mode & 0o777).toBe(0o600);
    expect((await stat(join(server.appPasswordFile, '..'))).mode & 0o777).toBe(0o700);
    await server.halt();
    await server.start();
    expect(await readFile(server.appPasswordFile, 'utf8')).toBe(before);
  });

  it("gives the chat service's user its own database only", async () => {
    await expect(query(server.app, 'SELECT * FROM mysql.user')).rejects.toThrow('SELECT command denied');
  });

  it('lets nobody administer it over the network', async () => {
    const { host, port } = server;
    await expect(query({ host, port, user: server.admin.user }, 'SELECT 1')).rejects.toThrow('Access denied');
    await expect(query({ host, port, user: 'root', password: '' }, 'SELECT 1')).rejects.toThrow('Access denied');
  });

  it('gives columns of a table that is made later when asked again', async () => {
    const passwordFile = join(server.folder, 'secrets', 'reader');
    const options = {
      folder: join(server.folder, 'mariadb'),
      database: 'fungap',
      users: [
        {
          name: 'reader',
          passwordFile,
          grants: ['SELECT (chat_id) ON `fungap`.`chatlogs`', 'SELECT (chat_id) ON `fungap`.`later`'],
          maxConnections: 1,
        },
      ],
    };
    expect(await createMariadbAccounts(options)).toEqual(['SELECT (chat_id) ON `fungap`.`later`']);
    await query(server.app, 'CREATE TABLE later (chat_id INT, message TEXT)');
    expect(await createMariadbAccounts(options)).toEqual([]);

    const password = (await readFile(passwordFile, 'utf8')).trim();
    const reader = { ...server.app, user: 'reader', password };
    expect(await query(reader, 'SELECT chat_id FROM chatlogs')).toEqual([{ chat_id: 1 }]);
    expect(await query(reader, 'SELECT chat_id FROM later')).toEqual([]);
    await expect(query(reader, 'SELECT message FROM chatlogs')).rejects.toThrow('SELECT command denied');
    const only = await createConnection(reader);
    await expect(createConnection(reader)).rejects.toThrow("has exceeded the 'max_user_connections' resource");
    await only.end();
  });
});

describe('a MariaDB in a deep folder', () => {
  it('starts though the path of its socket would be too long', async () => {
    const top = await mkdtemp(join(tmpdir(), 'gapwatch-test-'));
    const folder = join(top, 'a'.repeat(60), 'b'.repeat(60));
    await mkdir(folder, { recursive: true });
    const program = await findServer(mariadb);
    const options = { folder, host: '127.0.0.1', port: await freePort(), database: 'deep', users: [] };
    const running = await startService(mariadbService(program, options), join(top, 'log'));
    expect(mariadbSocket(folder).length).toBeLessThan(108);
    expect((await stat(mariadbSocket(folder))).isSocket()).toBe(true);
    await running.stop();
    await rm(top, { recursive: true });
  });
});

describe('making the data folder', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gapwatch-mariadb-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const prepare = async (name: string, program: Program, signal: AbortSignal) =>
    mariadbService(program, {
      folder: join(folder, name),
      host: '127.0.0.1',
      port: 1,
      database: 'fungap',
      users: [],
    }).prepare?.(() => {}, signal);

  it('ends at once with all that it has started, when asked to', async () => {
    const stopping = new AbortController();
    const prepared = expect(prepare('stopped', await findServer(mariadb), stopping.signal)).rejects.toThrow('enough');
    await vi.waitFor(() => expect(commandLinesWith(folder)).not.toEqual([]), { timeout: 20_000, interval: 5 });
    stopping.abort(new Error('enough'));
    await prepared;
    await vi.waitFor(() => expect(commandLinesWith(folder)).toEqual([]));
    await expect(stat(join(folder, 'stopped/data'))).rejects.toThrow('ENOENT');
  });

  it('shows the end of the log where it fails', async () => {
    const installer = join(folder, 'bin/mariadb-install-db');
    await mkdir(join(folder, 'bin'));
    await writeFile(installer, '#!/bin/sh\necho no space left; exit 1\n', { mode: 0o755 });
    const program = { path: join(folder, 'bin/mariadbd'), version: '1' };
    const log = join(folder, 'failed/install.log');
    await expect(prepare('failed', program, new AbortController().signal)).rejects.toThrow(
      `mariadb-install-db ended with exit code 1. Its log ${log} ends with:\n  | no space left`,
    );
  });
});
