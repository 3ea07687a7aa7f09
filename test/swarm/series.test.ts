import { afterAll, describe, expect, it } from 'vitest';
import { createService, startTestSwarm, type TestSwarm } from '../support/start-swarm.ts';
import { valueOf, watchSwarm } from '../support/watch-swarm.ts';

const swarm = await startTestSwarm(3);

/** Ends at once when told to: a shell's sleep, first of its container, would not hear it. */
const brisk = ['--stop-signal', 'SIGKILL', '--restart-delay', '200ms'];
const sleep = ['tiny', '/bin/sleep', '1000'];

const watchNodes = ({ nodes, ...rest }: TestSwarm) => () => {
  const [first, second, third] = nodes;
  if (second === undefined || third === undefined) throw new Error('The swarm has too few nodes.');
  const { docker } = first;
  const { scrape, scrapeOnce, close } = watchSwarm(first.socket);
  afterAll(async () => {
    await close();
    await rest.stop();
  });

  const create = (name: string, ...options: readonly string[]) =>
    createService({ nodes, ...rest }, name, ...brisk, ...options);
  const replicas = (name: string) => () => docker('service', 'ls', '--filter', `name=${name}`, '--format', '{{.Replicas}}');
  const update = (name: string) => () => docker('service', 'inspect', '--format', '{{json .UpdateStatus}}', name);
  const failed = (name: string) => async () =>
    (await docker('service', 'ps', name, '--format', '{{.CurrentState}} {{.Error}}')).split('\n').filter((line) => line.startsWith('Failed')).join();
  const ofService = (name: string) => ({ service_name: name });
  const desired = 'swarm_service_replicas_desired';
  const running = 'swarm_service_replicas_running';
  const state = 'swarm_service_update_state';

  it('tells three managers, of which one may fail', async () => {
    const page = await scrape();
    expect(valueOf(page, 'swarm_nodes', { state: 'ready', availability: 'active', role: 'manager' })).toBe(3);
    expect(valueOf(page, 'swarm_managers')).toBe(3);
    expect(valueOf(page, 'swarm_quorum_margin')).toBe(1);
    expect(page.filter((line) => line.startsWith('swarm_manager_leader') && line.endsWith(' 1'))).toHaveLength(1);
  });

  it('tells a service that comes, grows, shrinks and goes', async () => {
    await create('web', '--replicas', '3', ...sleep);
    const begun = await scrapeOnce(replicas('web'), /^3\/3/);
    expect([valueOf(begun, desired, ofService('web')), valueOf(begun, running, ofService('web'))]).toEqual([3, 3]);
    await docker('service', 'scale', '--detach', 'web=5');
    const grown = await scrapeOnce(replicas('web'), /^5\/5/);
    expect([valueOf(grown, desired, ofService('web')), valueOf(grown, running, ofService('web'))]).toEqual([5, 5]);
    expect(valueOf(grown, 'swarm_service_task_starts_total', ofService('web'))).toBe(5);
    await create('brief', '--replicas', '1', ...sleep);
    expect(valueOf(await scrapeOnce(replicas('brief'), /^1\/1/), running, ofService('brief'))).toBe(1);
    await docker('service', 'rm', 'brief');
    expect((await scrape()).join('\n')).not.toContain('service_name="brief"');
  });

  it('tells a rolling update while it runs and when it is done', async () => {
    await docker('service', 'update', '--detach', '--update-delay', '500ms', '--update-monitor', '100ms', '--env-add', 'A=1', 'web');
    const during = await scrapeOnce(update('web'), /"updating"/);
    expect(valueOf(during, state, { ...ofService('web'), state: 'updating' })).toBe(1);
    expect(valueOf(during, desired, ofService('web'))).toBe(5);
    await scrapeOnce(update('web'), /"completed"/);
    const done = await scrapeOnce(replicas('web'), /^5\/5/);
    expect(valueOf(done, state, { ...ofService('web'), state: 'completed' })).toBe(1);
    expect(valueOf(done, state, { ...ofService('web'), state: 'updating' })).toBe(0);
    expect(valueOf(done, running, ofService('web'))).toBe(5);
  });

  it('tells an update that failed and was rolled back, and why', async () => {
    await docker('service', 'update', '--detach', '--update-failure-action', 'rollback', '--update-monitor', '2s', '--args', '/nosuch', 'web');
    const back = await scrapeOnce(update('web'), /"rollback_completed"/);
    expect(valueOf(back, state, { ...ofService('web'), state: 'rollback_completed' })).toBe(1);
    expect(valueOf(back, 'swarm_task_failures_total', { ...ofService('web'), reason: 'start' })).toBeGreaterThan(0);
    expect(valueOf(await scrapeOnce(replicas('web'), /^5\/5/), running, ofService('web'))).toBe(5);
  });

  it('tells a drained node, whose tasks run elsewhere', async () => {
    await docker('node', 'update', '--availability', 'drain', 'node-3');
    const onThird = () => docker('node', 'ps', 'node-3', '--filter', 'desired-state=running', '--format', 'task {{.Name}}');
    await scrapeOnce(async () => `${await onThird()}.`, /^\.$/);
    const page = await scrapeOnce(replicas('web'), /^5\/5/);
    expect(valueOf(page, 'swarm_nodes', { state: 'ready', availability: 'drain', role: 'manager' })).toBe(1);
    expect(valueOf(page, running, ofService('web'))).toBe(5);
    await docker('node', 'update', '--availability', 'active', 'node-3');
  });

  it('tells a task that crashes again and again, and one that memory runs out for', async () => {
    await create('crash', 'tiny', '/bin/sh', '-c', 'exit 3');
    await create('hungry', '--limit-memory', '16m', 'tiny', '/usr/bin/tail', '/dev/zero');
    const crashed = await scrapeOnce(failed('crash'), /(Failed.*){3}/);
    expect(valueOf(crashed, 'swarm_task_failures_total', { ...ofService('crash'), reason: 'exit_nonzero' })).toBeGreaterThanOrEqual(3);
    expect(valueOf(crashed, 'swarm_service_task_starts_total', ofService('crash'))).toBeGreaterThanOrEqual(3);
    const killed = await scrapeOnce(failed('hungry'), /non-zero exit \(137\)/);
    expect(valueOf(killed, 'swarm_task_failures_total', { ...ofService('hungry'), reason: 'killed' })).toBeGreaterThan(0);
    await docker('service', 'rm', 'crash', 'hungry');
  });

  it('tells what the containers of its own node use, and of no other node', async () => {
    const here = ['--constraint', 'node.hostname==node-1', '--limit-cpu', '0.2', '--limit-memory', '32m'];
    await create('busy', ...here, 'tiny', '/bin/sh', '-c', 'while :; do :; done');
    const task = { service_name: 'busy', task: 'busy.1', hostname: 'node-1' };
    await scrapeOnce(replicas('busy'), /^1\/1/);
    // It has been held back once it has run for a tenth of a second.
    const throttled = async () => valueOf(await scrape(), 'swarm_container_cpu_throttled_seconds_total', task) ?? 0;
    await expect.poll(throttled, { timeout: 20_000 }).toBeGreaterThan(0.1);
    const before = await scrape();
    await expect.poll(throttled, { timeout: 20_000 }).toBeGreaterThan((await throttled()) + 0.2);
    const page = await scrape();
    const cpu = 'swarm_container_cpu_seconds_total';
    expect(valueOf(page, cpu, task)).toBeGreaterThan(valueOf(before, cpu, task) ?? 0);
    expect(valueOf(page, 'swarm_container_memory_limit_bytes', task)).toBe(32 * 1024 * 1024);
    const used = valueOf(page, 'swarm_container_memory_working_set_bytes', task) ?? 0;
    expect([used > 50_000, used < 32 * 1024 * 1024]).toEqual([true, true]);
    expect(valueOf(page, 'swarm_container_pids', task)).toBe(1);
    expect(valueOf(page, 'swarm_container_oom_kills_total', task)).toBe(0);

    const other = watchSwarm(second.socket);
    const elsewhere = (await other.scrape()).filter((line) => line.startsWith('swarm_container_'));
    await other.close();
    expect(elsewhere.length).toBeGreaterThan(0);
    expect(elsewhere.filter((line) => !line.includes('hostname="node-2"') || line.includes('"busy"'))).toEqual([]);
    await docker('service', 'rm', 'busy');
    expect((await scrapeOnce(replicas('busy'), /^$/)).join('\n')).not.toContain('swarm_service_replicas_desired{service_name="busy"');
  });

  it('does not count the tasks of a node that died, and knows that no further manager may fail', async () => {
    // They cannot go elsewhere, and the swarm goes on calling them running.
    await create('pinned', '--replicas', '2', '--constraint', 'node.hostname==node-3', ...sleep);
    expect(valueOf(await scrapeOnce(replicas('pinned'), /^2\/2/), running, ofService('pinned'))).toBe(2);
    await third.kill();
    const status = () => docker('node', 'ls', '--filter', 'name=node-3', '--format', '{{.Status}} {{.ManagerStatus}}');
    const page = await scrapeOnce(status, /^Down Unreachable$/);
    expect(valueOf(page, 'swarm_node_ready', { hostname: 'node-3' })).toBe(0);
    expect([valueOf(page, desired, ofService('pinned')), valueOf(page, running, ofService('pinned'))]).toEqual([2, 0]);
    expect([valueOf(page, 'swarm_managers_reachable'), valueOf(page, 'swarm_quorum_margin')]).toEqual([2, 0]);
  });

  it('says that the swarm has lost its quorum, and that it has it back', async () => {
    await second.kill();
    const nodes = () => docker('node', 'ls', '--format', '{{.Hostname}}');
    const lost = await scrapeOnce(nodes, /does not have a leader/);
    expect(valueOf(lost, 'swarm_quorum_margin')).toBe(-1);
    expect(valueOf(lost, 'gapwatch_collector_success', { collector: 'swarm_nodes' })).toBe(1);
    expect(valueOf(lost, 'gapwatch_collector_success', { collector: 'swarm_services' })).toBe(0);
    expect(lost.join('\n')).not.toContain('swarm_service_');
    await second.start();
    const back = await scrapeOnce(nodes, /node-1/);
    expect(valueOf(back, 'swarm_quorum_margin')).toBe(0);
    expect(valueOf(back, 'gapwatch_collector_success', { collector: 'swarm_services' })).toBe(1);
  });
};

if (typeof swarm === 'string') it.skip(`a swarm of three nodes (${swarm})`, () => {});
else describe('a swarm of three nodes', watchNodes(swarm));
