import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it, vi } from 'vitest';
import { groupOf, isRunning, type ProcessIdentity } from '../lab/supervisor/process-table.ts';
import { readState } from '../lab/supervisor/state.ts';
import { eachLab } from '../test/support/each-lab.ts';

const patient = { timeout: 40_000, interval: 50 };

describe('gapwatch lab', () => {
  const lab = eachLab();

  const state = () => readState(join(lab().folder, '.lab/state.json'));
  const processOf = (name: string): ProcessIdentity => {
    const found = state()?.services.find((service) => service.name === name)?.process;
    if (found === undefined) throw new Error(`${name} has no process`);
    return found;
  };
  const isReady = () => vi.waitFor(() => expect(state()?.ready).toBe(true), patient);
  const redisAndInbox = () => lab().only('redis');

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'stops all of it on %s and leaves no process behind',
    async (signal) => {
      const running = lab().run(...redisAndInbox());
      await isReady();
      const redis = processOf('redis');
      running.kill(signal);
      const { exitCode, all } = await running;
      expect(exitCode).toBe(0);
      expect(all).toContain('Stopped.');
      expect(groupOf(redis)).toEqual([]);
      expect(existsSync(join(lab().folder, '.lab/lab.lock'))).toBe(false);
    },
  );

  it('stops when npm, which started it, is asked to', async () => {
    const npm = execa('npm', ['run', 'lab', '--', ...redisAndInbox(), '--config', lab().configFile], { reject: false });
    await isReady();
    npm.kill('SIGTERM');
    await npm;
    await vi.waitFor(() => expect(lab().processes()).toEqual([]), patient);
  });

  it('shows what runs where', async () => {
    const running = lab().run(...redisAndInbox());
    await isReady();
    running.kill('SIGTERM');
    const { all } = await running;
    expect(all).toMatch(/^service +version +URL +state +start +restarts$/m);
    expect(all).toMatch(
      new RegExp(`^redis +7\\.\\S+ +redis://127.0.0.1:${lab().config.redis.port} +up +\\d+\\.\\d s$`, 'm'),
    );
    expect(all).toMatch(/^mariadb +left out$/m);
  });

  it('stops in the middle of a start', async () => {
    const running = lab().run(...lab().only('mariadb', 'redis'));
    await vi.waitFor(() => expect(existsSync(join(lab().folder, '.lab/mariadb'))).toBe(true), patient);
    running.kill('SIGINT');
    const { exitCode, all } = await running;
    expect(exitCode).toBe(0);
    expect(all).not.toContain('Everything is up.');
    expect(lab().processes()).toEqual([]);
  });

  it('refuses a second lab in the same folder', async () => {
    const running = lab().run(...redisAndInbox());
    await isReady();
    const second = await lab().run(...redisAndInbox());
    expect(second.stderr).toBe(
      `A lab runs in ${lab().folder}/.lab already, as process ${running.pid}; stop it with \`npm run lab -- stop\` or use another folder.`,
    );
    expect(second.exitCode).toBe(1);
    expect(isRunning(processOf('redis'))).toBe(true);
    running.kill('SIGTERM');
    await running;
  });

  it('names all busy ports, who holds them, and the keys that change them', async () => {
    const holders = [createServer(), createServer()];
    const ports = [lab().config.redis.port, Number(new URL(lab().inbox).port)];
    for (const [index, holder] of holders.entries()) {
      await new Promise<void>((resolve) => holder.listen(ports[index], '127.0.0.1', () => resolve()));
    }
    const { stderr, exitCode } = await lab().run(...redisAndInbox());
    for (const holder of holders) await new Promise((resolve) => holder.close(resolve));
    expect(exitCode).toBe(1);
    const [first, second] = stderr.split('\n');
    expect(first).toMatch(
      new RegExp(
        `^Port ${ports[0]} of redis is taken by process ${process.pid} \\(.+\\); free it or change redis.port in the configuration\\.$`,
      ),
    );
    expect(second).toMatch(
      new RegExp(
        `^Port ${ports[1]} of inbox is taken by process ${process.pid} \\(.+\\); free it or change receivers\\[0\\].url and urls.runbooks in the configuration\\.$`,
      ),
    );
  });

  it('ends what a lab that was killed has left, and starts again', async () => {
    const killed = lab().run(...redisAndInbox());
    await isReady();
    const orphan = processOf('redis');
    killed.kill('SIGKILL');
    await killed;
    expect(isRunning(orphan)).toBe(true);
    expect((await lab().run('status')).exitCode).toBe(1);

    const again = lab().run(...redisAndInbox());
    await vi.waitFor(() => expect(state()?.lab.pid).toBe(again.pid), patient);
    await isReady();
    expect(isRunning(orphan)).toBe(false);
    again.kill('SIGTERM');
    expect((await again).all).toContain(
      `An earlier lab was killed and left processes behind; ending redis (${orphan.pid}).`,
    );
  });

  it('refuses a second lab also where the lock was spoilt', async () => {
    const running = lab().run(...redisAndInbox());
    await isReady();
    const redis = processOf('redis');
    await writeFile(join(lab().folder, '.lab/lab.lock'), 'garbage');
    expect((await lab().run(...redisAndInbox())).stderr).toContain(`as process ${running.pid};`);
    expect(isRunning(redis)).toBe(true);
    expect((await lab().run('stop')).stdout).toBe(`The lab (process ${running.pid}) is stopped.`);
    await running;
  });

  it('keeps and stops its services though somebody removes its folder', async () => {
    const running = lab().run(...redisAndInbox());
    await isReady();
    const redis = processOf('redis');
    await rm(join(lab().folder, '.lab'), { recursive: true });
    process.kill(redis.pid, 'SIGKILL');
    await vi.waitFor(() => expect(state()?.services[0]).toMatchObject({ state: 'up', restarts: 1 }), patient);
    running.kill('SIGTERM');
    expect((await running).exitCode).toBe(0);
    expect(lab().processes()).toEqual([]);
  });

  it('starts a service again that dies, and counts it', async () => {
    const running = lab().run(...redisAndInbox());
    await isReady();
    const first = processOf('redis');
    process.kill(first.pid, 'SIGKILL');
    await vi.waitFor(() => expect(state()?.services[0]).toMatchObject({ state: 'up', restarts: 1 }), patient);
    expect(processOf('redis').pid).not.toBe(first.pid);
    running.kill('SIGTERM');
    expect((await running).all).toContain('redis was ended by SIGKILL; starting it again in 1 s.');
  });

  it('runs in the background, tells its status, and stops when asked', async () => {
    const started = await lab().run('--detach', ...redisAndInbox());
    expect(started.exitCode).toBe(0);
    expect(started.all).toContain('Everything is up.');
    expect(started.all).toMatch(/^inbox .* up$/m);

    const status = await lab().run('status', '--json');
    expect(status.exitCode).toBe(0);
    expect(JSON.parse(status.stdout)).toMatchObject({
      healthy: true,
      services: [{ name: 'redis', state: 'up' }, { name: 'inbox' }, {}, {}, {}, {}, {}, {}, {}],
    });

    const pid = state()?.lab.pid;
    const stopped = await lab().run('stop');
    expect([stopped.exitCode, stopped.stdout]).toEqual([0, `The lab (process ${pid}) is stopped.`]);
    expect((await lab().run('status')).stdout).toContain(`No lab runs in ${lab().folder}/.lab.`);
    expect((await lab().run('stop')).stdout).toBe(`No lab runs in ${lab().folder}/.lab.`);
  });

  it('starts in the background though nobody reads on what it says', async () => {
    const started = lab().run('--detach', ...redisAndInbox());
    started.stdout.destroy();
    const { exitCode, stderr } = await started;
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(state()?.ready).toBe(true);
  });

  it('tells at once why a lab in the background does not start', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(lab().config.redis.port, '127.0.0.1', () => resolve()));
    const { exitCode, all } = await lab().run('--detach', ...redisAndInbox());
    await new Promise((resolve) => holder.close(resolve));
    expect(exitCode).toBe(1);
    expect(all).toContain(`Port ${lab().config.redis.port} of redis is taken`);
    expect(all).toContain(`The lab did not start; all that it said is in ${lab().folder}/.lab/logs/lab.log.`);
  });

  it('keeps data from start to start, and wipes it when asked', async () => {
    const marker = join(lab().folder, '.lab/redis/marker');
    const startAndStop = async (...args: string[]) => {
      await lab().run('--detach', ...args, ...redisAndInbox());
      await lab().run('stop');
    };
    await startAndStop();
    await writeFile(marker, '');
    await startAndStop();
    expect(existsSync(marker)).toBe(true);
    await startAndStop('--fresh');
    expect(existsSync(marker)).toBe(false);
    expect(await readFile(join(lab().folder, '.lab/logs/lab.log'), 'utf8')).toContain('Everything is up.');
  });

  it.each([
    [['--without', 'mysql'], 1, /^--without mysql: the lab has no such part; it has mariadb, .+ people and inbox\.$/],
    [
      ['--time-scale', '0'],
      2,
      /^error: option '--time-scale <n>' argument '0' is invalid\. It is a number from 1 to 1000\.$/,
    ],
    [['--swarm', '--without', 'app'], 1, /^--swarm is where the chat service runs; leave --without app out\.$/],
    [['--json', 'status'], 1, /^Options of `status` stand after it; move --json there\.$/],
    [['begin'], 2, /^error: too many arguments for 'lab'/],
  ])('refuses %j', async (args, code, sentence) => {
    const { exitCode, stderr } = await lab().run(...args);
    expect(exitCode).toBe(code);
    expect(stderr).toMatch(sentence);
  });
});
