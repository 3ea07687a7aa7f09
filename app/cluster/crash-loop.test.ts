import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startApp, type TestApp, until } from '../../test/support/start-app.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';

describe('a service whose configuration breaks while it runs', () => {
  let mariadb: TestMariadb;
  let app: TestApp;
  let config: string;
  beforeAll(async () => {
    mariadb = await startMariadb();
  });
  afterAll(() => mariadb?.stop());
  beforeEach(async () => {
    app = await startApp({ mysqlPort: mariadb.port, mysqlPasswordFile: mariadb.appPasswordFile });
    config = await readFile(app.configFile, 'utf8');
    // Each worker reads it at its start; those that run know nothing of it.
    await writeFile(app.configFile, 'export default { app: { port: 0 } };');
  });
  afterEach(() => app?.stop());

  const valueIn = async (series: string): Promise<number> =>
    Number((await app.metrics()).split(`\n${series} `)[1]?.split('\n')[0]);
  const workers = () => app.processes().filter((pid) => pid !== app.child.pid);
  const messages = async () =>
    (await app.output())
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => String(JSON.parse(line).message));
  const people = async () => {
    const socket = await app.connect();
    const reply: unknown = await socket.timeout(10_000).emitWithAck('send_message', 'I', 'n', 1, 'hello');
    socket.disconnect();
    return reply;
  };

  it('shows that a worker dies again and again, waits longer each time, and recovers by itself once mended', async () => {
    process.kill(Number(workers()[0]), 'SIGKILL');
    await until('Three have died at their start', async () => (await valueIn('chat_worker_restarts_total')) >= 3);
    expect(await valueIn('chat_workers{state="running"}')).toBe(1);
    expect(await valueIn('chat_workers{state="desired"}')).toBe(2);
    const [place] = (await app.output()).match(/(?<=Worker )\d(?= died)/) ?? [];
    expect((await messages()).filter((line) => line.includes(' died ')).slice(0, 3)).toEqual([
      `Worker ${place} died (SIGKILL); another starts in 500 ms.`,
      `Worker ${place} died (code 1); another starts in 1000 ms.`,
      `Worker ${place} died (code 1); another starts in 2000 ms.`,
    ]);
    expect(await app.output()).toContain('app.port is 0, expected a value of at least 1.\n');
    expect(await people()).toMatchObject({ ok: true });
    await writeFile(app.configFile, config);
    await until('Both run', async () => (await valueIn('chat_workers{state="running"}')) === 2);
  });

  it('keeps its workers where a rolling restart would put dying ones in their places', async () => {
    const before = workers();
    process.kill(app.child.pid, 'SIGHUP');
    const failed = 'chat_worker_replacements_total{outcome="failed"}';
    await until('The new one has died', async () => (await valueIn(failed)) === 1);
    expect(await messages()).toContain(
      'The rolling restart ends at worker 1: the new one did not get to serve. See its last log lines.',
    );
    expect(workers().sort()).toEqual(before.sort());
    expect(await people()).toMatchObject({ ok: true });
    await writeFile(app.configFile, config);
    process.kill(app.child.pid, 'SIGHUP');
    await until(
      'Both are replaced',
      async () => (await valueIn('chat_worker_replacements_total{outcome="done"}')) === 2,
    );
    expect(await valueIn('chat_worker_restarts_total')).toBe(0);
    expect(workers().some((pid) => before.includes(pid))).toBe(false);
  });
});
