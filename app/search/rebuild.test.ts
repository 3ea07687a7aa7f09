import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SearchServers, startSearchServers } from '../../test/support/search-servers.ts';
import { startApp, type TestApp, until } from '../../test/support/start-app.ts';
import { indexNames } from './index-definition.ts';
import { openRebuilds } from './rebuilds.ts';

const names = indexNames({ service: 'fungap', environment: 'lab' });

const program = join(import.meta.dirname, '../rebuild-search.ts');

describe('npm run rebuild-search', () => {
  let servers: SearchServers;
  let configFile: string;
  let app: TestApp | undefined;
  beforeAll(async () => {
    servers = await startSearchServers();
    configFile = join(servers.mariadb.folder, 'gapwatch.config.ts');
    const config = {
      app: { mysqlPasswordFile: servers.mariadb.appPasswordFile },
      mysql: { port: servers.mariadb.port },
      urls: { elasticsearch: servers.elasticsearch.url },
    };
    await writeFile(configFile, `export default ${JSON.stringify(config)};\n`);
  });
  afterAll(() => servers?.stop());
  beforeEach(() => servers.clear());
  afterEach(async () => {
    await app?.stop();
    app = undefined;
  });

  const startService = async () => {
    const { mariadb, elasticsearch } = servers;
    app = await startApp({
      mysqlPort: mariadb.port,
      mysqlPasswordFile: mariadb.appPasswordFile,
      elasticsearchUrl: elasticsearch.url,
    });
    return app;
  };
  const run = (env: Record<string, string> = {}) =>
    execa(process.execPath, [program, '--config', configFile], { env, reject: false });
  const isCurrent = async () =>
    (await servers.client.indices.existsAlias({ name: names.serving })) &&
    (await servers.outbox()) === 0 &&
    JSON.stringify(await servers.indexed(names.serving)) === JSON.stringify(await servers.expected());
  const indicesNow = async () => Object.keys(await servers.client.indices.get({ index: 'chat-messages-*' }));
  const storeMany = async (count: number) => {
    const ids: number[] = [];
    for (let i = 0; i < count; i += 5_000) {
      ids.push(...(await servers.storeUnheard(Array.from({ length: 5_000 }, (_, n) => `message ${i + n}`))));
    }
    return ids;
  };

  it('builds the index where no service runs, and says of how much', async () => {
    const [removed = 0] = await servers.store(['removed', 'one', 'two']);
    await servers.remove(removed);
    const { stdout, stderr, exitCode } = await run();
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout).toMatch(
      /^The search index at http:\/\/127\.0\.0\.1:\d+ is to be built anew; people search the old one meanwhile\.\n(.* so far\n)*It was built of 2 messages in \d+\.\d s\.$/,
    );
    await servers.client.indices.refresh({ index: names.serving });
    expect((await servers.client.count({ index: names.serving, query: { exists: { field: 'text' } } })).count).toBe(2);
  });

  it('keeps up with what people do meanwhile, and they always find', async () => {
    const ids = await storeMany(20_000);
    await startService();
    await until('The index is there', isCurrent);
    const [old] = await indicesNow();
    let rebuilding = true;
    const rebuild = run().finally(() => {
      rebuilding = false;
    });
    const answers = new Set<string>();
    const look = async () => {
      while (rebuilding) {
        const response = await fetch(`${app?.url}/board/search`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{"keyword":"message 19999"}',
        });
        const { chatlogs = [] } = (await response.json()) as { chatlogs?: readonly unknown[] };
        answers.add(`${response.status}: ${chatlogs.length}`);
      }
    };
    const live = () => {
      let next = 0;
      return {
        async turn() {
          await servers.store([`new ${next}`]);
          await servers.move([ids[2 * next] ?? 0]);
          await servers.remove(ids[20_000 - 2 * next - 3] ?? 0);
          next += 1;
        },
      };
    };
    const { turn } = live();
    const change = async () => {
      while (rebuilding) await turn();
    };
    await Promise.all([look(), change()]);
    const { stdout, exitCode } = await rebuild;
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/It was built of \d+ messages/);
    // On a slow machine an answer may come too late; it is never a wrong one.
    expect([...answers].filter((answer) => !answer.startsWith('503'))).toEqual(['200: 1']);
    expect(await app?.output()).not.toMatch(/no such index \[chat-messages|no_shard/);
    await until('It has followed', isCurrent);
    expect(await indicesNow()).toEqual([expect.not.stringMatching(old ?? '')]);
  });

  it('leaves the old index where it was when it is killed, and a later run does it and clears up', async () => {
    await servers.store(['one', 'two']);
    expect((await run()).exitCode).toBe(0);
    const [old] = await indicesNow();
    await storeMany(40_000);
    const killed = run();
    await until('It is under way', async () => ((await openRebuilds(servers.session).pending())?.messages ?? 0) > 0);
    killed.kill('SIGKILL');
    await killed;
    expect(await indicesNow()).toHaveLength(2);
    expect(Object.keys(await servers.client.indices.getAlias({ name: names.serving }))).toEqual([old]);
    expect((await servers.client.count({ index: names.serving })).count).toBe(2);
    // What was asked for is still asked for: this run, or a service that starts, does it.
    const { stdout } = await run();
    expect(stdout).toContain('It was built of 40002 messages');
    expect(await indicesNow()).toHaveLength(1);
    expect(await indicesNow()).not.toContain(old);
    expect(await isCurrent()).toBe(true);
  });

  it('is done by a service that starts after messages were stored without word of them', async () => {
    await startService();
    await until('The index is there', isCurrent);
    await app?.stop();
    app = await startApp({ mysqlPort: servers.mariadb.port, mysqlPasswordFile: servers.mariadb.appPasswordFile });
    const socket = await app.connect();
    expect(await socket.emitWithAck('send_message', 'I', 'n', 1, 'unheard of', null, null)).toMatchObject({ ok: true });
    await app.stop();
    expect(await servers.outbox()).toBe(0);
    expect(await openRebuilds(servers.session).pending()).toMatchObject({ reason: 'gap' });
    await startService();
    await until('It is found', isCurrent);
    expect(await servers.indexed(names.serving)).toHaveLength(1);
  });

  it.each([
    [
      { GAPWATCH_WITHOUT: 'elasticsearch' },
      'GAPWATCH_WITHOUT leaves out elasticsearch, so that there is nothing to rebuild.',
    ],
  ])('refuses with %j in a sentence', async (env, sentence) => {
    expect(await run(env)).toMatchObject({ exitCode: 1, stderr: sentence, stdout: '' });
  });

  it('says that MySQL cannot be asked, and that it was interrupted', async () => {
    await servers.elasticsearch.freeze();
    try {
      const interrupted = run();
      await until('It is asked for', () => openRebuilds(servers.session).pending());
      interrupted.kill('SIGINT');
      expect(await interrupted).toMatchObject({
        exitCode: 1,
        stderr: 'Interrupted. The rebuild stays asked for: the running service does it, or the next that starts.',
      });
    } finally {
      servers.elasticsearch.thaw();
    }
    await servers.mysql.query('RENAME TABLE search_rebuilds TO hidden');
    expect((await run()).stderr).toBe(
      'The database has no table search_rebuilds; start the service once, which makes it.',
    );
    await servers.mysql.query('RENAME TABLE hidden TO search_rebuilds');
    await servers.mariadb.halt();
    expect((await run()).stderr).toMatch(
      /^MySQL at 127\.0\.0\.1:\d+ cannot be asked \(connect ECONNREFUSED .*\); start it or correct mysql in the configuration\.$/,
    );
    await servers.mariadb.start();
  });
});
