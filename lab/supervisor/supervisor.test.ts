import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { freePort } from '../../test/support/free-port.ts';
import type { Service } from '../service.ts';
import { tinyService } from './fixtures/tiny-service.ts';
import type { RecordChange } from './keeper.ts';
import { groupOf, identify, type ProcessIdentity } from './process-table.ts';
import { createSupervisor, type Supervisor } from './supervisor.ts';

const patient = { timeout: 30_000, interval: 20 };

describe('supervisor', () => {
  let folder: string;
  let port: number;
  let supervisor: Supervisor | undefined;
  let said: string[];
  let changes: (RecordChange & { name: string })[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gapwatch-supervisor-'));
    port = await freePort();
    said = [];
    changes = [];
  });
  afterEach(async () => {
    await supervisor?.stop();
    await rm(folder, { recursive: true });
  });

  const supervise = (...services: Service[]): Supervisor => {
    supervisor = createSupervisor(services, {
      logFolder: folder,
      say: (line) => said.push(line),
      onChange: (name, change) => changes.push({ name, ...change }),
      backOff: { firstMs: 20, longestMs: 50, forgetAfterMs: 60_000 },
    });
    return supervisor;
  };
  const leaders = (name: string): ProcessIdentity[] =>
    changes.filter((change) => change.name === name).flatMap((change) => change.process ?? []);
  const ups = (name: string) => changes.filter((change) => change.name === name && change.state === 'up').length;
  const die = () => fetch(`http://127.0.0.1:${port}/die`).catch(() => undefined);

  it('starts again what dies, and says how it died and what it last logged', async () => {
    await supervise(tinyService('tiny', port)).start();
    await die();
    await vi.waitFor(() => expect(ups('tiny')).toBe(2), patient);
    expect(said[1]).toBe(
      `tiny ended with exit code 7; starting it again in 0 s. Its log ${folder}/tiny.log ends with:\n  | about to die`,
    );
    expect(changes.some((change) => change.restarts === 1)).toBe(true);
    expect((await fetch(`http://127.0.0.1:${port}`)).ok).toBe(true);
  });

  it('names the signal that ended a service, and ends what it had started', async () => {
    await supervise(tinyService('tiny', port, ['with-child'])).start();
    const leader = leaders('tiny')[0];
    if (leader === undefined) throw new Error('no process');
    await vi.waitFor(() => expect(groupOf(leader)).toHaveLength(2), patient);
    process.kill(leader.pid, 'SIGKILL');
    await vi.waitFor(() => expect(ups('tiny')).toBe(2), patient);
    expect(said[1]).toMatch(/^tiny was ended by SIGKILL; starting it again in 0 s\./);
    expect(groupOf(leader)).toEqual([]);
  });

  it('goes on trying when a service does not come back', async () => {
    let prepared = 0;
    const service = tinyService('tiny', port);
    const prepare = async () => {
      prepared += 1;
      if (prepared === 2) throw new Error('the disk is full');
    };
    await supervise({ ...service, prepare }).start();
    await die();
    await vi.waitFor(() => expect(ups('tiny')).toBe(2), patient);
    expect(said).toContain('tiny did not come back. tiny could not be started: the disk is full');
    expect(prepared).toBe(3);
  });

  it('starts a service after those that it names, and stops it before them', async () => {
    const second = { ...tinyService('second', await freePort()), after: ['first', 'left-out'] };
    await supervise(tinyService('first', port), second).start();
    await supervisor?.stop();
    const states = changes.filter((change) => change.state).map((change) => `${change.name} ${change.state}`);
    expect(states.indexOf('first up')).toBeLessThan(states.indexOf('second starting'));
    expect(states.indexOf('second stopped')).toBeLessThan(states.indexOf('first stopping'));
  });

  it('leaves no process behind, not even one that ignores the request to stop', async () => {
    await supervise(tinyService('tiny', port, ['stubborn', 'with-child'])).start();
    const leader = leaders('tiny')[0];
    if (leader === undefined) throw new Error('no process');
    await supervisor?.stop();
    expect(identify(leader.pid)).toBeUndefined();
    // What was killed may need a moment to be gone.
    await vi.waitFor(() => expect(groupOf(leader)).toEqual([]), patient);
    expect(said.at(-1)).toBe('tiny did not stop when asked and was killed');
    expect(await readFile(join(folder, 'tiny.log'), 'utf8')).toContain('not now');
  });

  it('kills everything at once when told to', async () => {
    await supervise(tinyService('tiny', port, ['stubborn', 'with-child'])).start();
    supervisor?.kill();
    await vi.waitFor(() => expect(leaders('tiny').flatMap(groupOf)).toEqual([]), patient);
    expect(ups('tiny')).toBe(1);
  });

  it('stops in the middle of a start, and starts nothing afterwards', async () => {
    const never = { ...tinyService('never', port), ready: async () => false };
    const waiting = { ...tinyService('waiting', await freePort()), after: ['never'] };
    const starting = supervise(never, waiting).start();
    const failed = expect(starting).rejects.toThrow();
    await vi.waitFor(() => expect(leaders('never')).toHaveLength(1), patient);
    await supervisor?.stop();
    await failed;
    expect(leaders('never').flatMap(groupOf)).toEqual([]);
    expect(leaders('waiting')).toEqual([]);
  });

  it('waits until a service that is still being prepared has noticed', async () => {
    let noticed = false;
    const preparing = Promise.withResolvers<void>();
    const prepare = async (_: unknown, signal: AbortSignal) => {
      preparing.resolve();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await delay(100);
      noticed = true;
    };
    const starting = supervise({ ...tinyService('tiny', port), prepare }).start();
    const failed = expect(starting).rejects.toThrow();
    await preparing.promise;
    await supervisor?.stop();
    expect(noticed).toBe(true);
    await failed;
    expect(leaders('tiny')).toEqual([]);
  });

  it('does not wait for what would have followed, once the service is stopped', async () => {
    const following = Promise.withResolvers<void>();
    const afterReady = async () => {
      following.resolve();
      await new Promise(() => {});
    };
    void supervise({ ...tinyService('tiny', port), afterReady }).start();
    await following.promise;
    const stopped = supervisor?.stop().then(() => 'stopped');
    // The supervisor's own patience is longer.
    expect(await Promise.race([stopped, delay(5000, 'still waiting')])).toBe('stopped');
  });

  it('gives up a first start that ends early, and shows the log', async () => {
    const broken = { ...tinyService('broken', port), args: ['-e', 'console.error("no such thing"); process.exit(3)'] };
    await expect(supervise(broken).start()).rejects.toThrow(
      `broken ended with exit code 3 before it was ready.\nIts log ${folder}/broken.log ends with:\n  | no such thing`,
    );
  });

  it('says in a sentence that a command is not there', async () => {
    const none = { ...tinyService('none', port), command: join(folder, 'none') };
    await expect(supervise(none).start()).rejects.toThrow(
      `none could not be started with ${folder}/none: spawn ${folder}/none ENOENT.`,
    );
  });

  it('gives up a first start that takes too long', async () => {
    const slow = { ...tinyService('slow', port), ready: async () => false, readyWithinMs: 200 };
    await expect(supervise(slow).start()).rejects.toThrow('slow was not ready within 0.2 s.');
    expect(leaders('slow').flatMap(groupOf)).toEqual([]);
  });
});
