import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Message } from '../lab/inbox/message.ts';
import type { Notification } from '../lab/inbox/notification.ts';
import type { CheckResult } from '../lab/smoke/check.ts';
import { checks } from '../lab/smoke/checks.ts';
import { readState } from '../lab/supervisor/state.ts';
import { eachLab } from './support/each-lab.ts';

/** Alert times and scrape intervals shrink to seconds. */
const quick = ['--time-scale', '15'];

const patient = { timeout: 120_000, interval: 200 };

describe('the whole lab', () => {
  const lab = eachLab();

  it('starts, shows all the evidence that it works, and stops', async () => {
    const { exitCode, stdout, stderr } = await lab().run('--smoke', '--json', ...quick);
    const { passed, checks: results }: { passed: boolean; checks: CheckResult[] } = JSON.parse(stdout);
    expect(results.filter(({ result }) => result !== 'passed')).toEqual([]);
    expect(results.map(({ name }) => name)).toEqual(checks.map(({ name }) => name));
    expect([passed, exitCode], stderr).toEqual([true, 0]);
    expect(lab().processes()).toEqual([]);
  }, 600_000);

  it('tells that MySQL is gone, starts it again, and tells that it is back', async () => {
    // Not in the background: should this test be cut short, its lab ends with it.
    const running = lab().run(
      ...quick,
      ...lab().only('mariadb', 'redis', 'app', 'exporter', 'alertmanager', 'prometheus'),
    );
    const state = () => readState(join(lab().folder, '.lab/state.json'));
    await vi.waitFor(() => expect(state()?.ready).toBe(true), patient);
    const mariadb = () => state()?.services.find(({ name }) => name === 'mariadb');
    const notified = async (status: string) => {
      const response = await fetch(`${lab().inbox}/notifications?alertname=MySQLDown&status=${status}`);
      return ((await response.json()) as Notification[]).length;
    };
    const scrape = async () => {
      const response = await fetch(`http://127.0.0.1:${lab().config.exporter.port}/metrics`);
      return [response.status, /^mysql_up (\d)$/m.exec(await response.text())?.[1]];
    };
    expect(await scrape()).toEqual([200, '1']);

    // Killed whenever it is back, it stays away longer each time: at last longer than the alert waits.
    const killWhenUp = () => {
      const found = mariadb();
      if (found?.state === 'up' && found.process !== undefined) process.kill(found.process.pid, 'SIGKILL');
    };
    killWhenUp();
    await vi.waitFor(async () => expect(await scrape()).toEqual([200, '0']), patient);
    await vi.waitFor(async () => {
      killWhenUp();
      expect(await notified('firing')).toBeGreaterThan(0);
    }, patient);

    // And people, each in their way.
    await vi.waitFor(async () => {
      const messages = (await (await fetch(`${lab().inbox}/messages`)).json()) as Message[];
      const ways = messages.flatMap(({ by, title }) => (/^PAGE: .*MySQL/.test(title) ? [by] : []));
      expect(new Set(ways)).toEqual(new Set(['Slack', 'mail', 'PagerDuty']));
    }, patient);

    await vi.waitFor(() => expect(mariadb()?.state).toBe('up'), patient);
    expect(mariadb()?.restarts).toBeGreaterThan(0);
    await vi.waitFor(async () => expect(await scrape()).toEqual([200, '1']), patient);
    await vi.waitFor(async () => expect(await notified('resolved')).toBeGreaterThan(0), patient);
    const status = await lab().run('status');
    expect(status.all).toMatch(/^mariadb .* up /m);
    running.kill('SIGTERM');
    expect((await running).exitCode).toBe(0);
  }, 600_000);
});
