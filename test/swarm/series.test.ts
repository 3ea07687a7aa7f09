import { afterAll, describe, expect, it } from 'vitest';
import { createService, startTestSwarm, type TestSwarm } from '../support/start-swarm.ts';
import { seriesValue, watchSwarm } from '../support/watch-swarm.ts';

const swarm = await startTestSwarm(3);

/** Ends at once when told to: `sleep`, first of its container, would not hear it. */
const brisk = ['--stop-signal', 'SIGKILL', '--restart-delay', '200ms'];
const sleep = ['tiny', '/bin/sleep', '1000'];

type Page = readonly string[];

const replicas = (page: Page, service_name: string) => ({
  desired: seriesValue(page, 'swarm_service_replicas_desired', { service_name }),
  running: seriesValue(page, 'swarm_service_replicas_running', { service_name }),
});
const updateIs = (page: Page, state: string) =>
  seriesValue(page, 'swarm_service_update_state', { service_name: 'web', state });
const failures = (page: Page, service_name: string, reason: string) =>
  seriesValue(page, 'swarm_task_failures_total', { service_name, reason });
const starts = (page: Page, service_name: string) =>
  seriesValue(page, 'swarm_service_task_starts_total', { service_name });
const nodes = (page: Page, availability: string) =>
  seriesValue(page, 'swarm_nodes', { state: 'ready', availability, role: 'manager' });

const watchNodes = (running: TestSwarm) => () => {
  const [first, second, third] = running.nodes;
  if (second === undefined || third === undefined) throw new Error('The swarm has too few nodes.');
  const { docker } = first;
  const { scrape, scrapeOnce, close } = watchSwarm(first.socket);
  afterAll(async () => {
    await close();
    await running.stop();
  });

  const create = (name: string, ...options: readonly string[]) => createService(running, name, ...brisk, ...options);
  const update = (...options: readonly string[]) =>
    docker('service', 'update', '--detach', '--update-parallelism', '2', ...options, 'web');
  const tasks = async (name: string, format: string) =>
    (await docker('service', 'ps', name, '--format', format)).split('\n');

  /** What the API says of a service, or its tasks. */
  const updateOf = (name: string) => () => docker('service', 'inspect', '--format', '{{json .UpdateStatus}}', name);
  const failedOf = (name: string) => async () =>
    (await tasks(name, '{{.CurrentState}} {{.Error}}')).filter((line) => line.startsWith('Failed')).join();
  /** How many tasks run and should: the engine's own count has those too that are being replaced. */
  const countOf = (name: string) => async () => {
    const all = await tasks(name, '{{.DesiredState}} {{.CurrentState}}');
    return `${all.filter((line) => line.startsWith('Running Running')).length} run`;
  };

  it('tells three managers, of which one may fail', async () => {
    const page = await scrape();
    expect(nodes(page, 'active')).toBe(3);
    expect([seriesValue(page, 'swarm_managers'), seriesValue(page, 'swarm_quorum_margin')]).toEqual([3, 1]);
    expect(page.filter((line) => line.startsWith('swarm_manager_leader') && line.endsWith(' 1'))).toHaveLength(1);
  });

  it('tells a service that comes, grows, shrinks and goes', async () => {
    await create('web', '--replicas', '2', ...sleep);
    expect(replicas(await scrapeOnce(countOf('web'), /^2 run/), 'web')).toEqual({ desired: 2, running: 2 });
    await docker('service', 'scale', '--detach', 'web=5');
    const grown = await scrapeOnce(countOf('web'), /^5 run/);
    expect([replicas(grown, 'web'), starts(grown, 'web')]).toEqual([{ desired: 5, running: 5 }, 5]);
    await docker('service', 'scale', '--detach', 'web=4');
    expect(replicas(await scrapeOnce(countOf('web'), /^4 run/), 'web')).toEqual({ desired: 4, running: 4 });
    await create('brief', ...sleep);
    expect(replicas(await scrapeOnce(countOf('brief'), /^1 run/), 'brief')).toEqual({ desired: 1, running: 1 });
    await docker('service', 'rm', 'brief');
    // Its container may live a moment longer.
    expect((await scrape()).filter((line) => /^swarm_(service|task).*"brief"/.test(line))).toEqual([]);
  });

  it('tells a rolling update while it runs and when it is done', async () => {
    await update('--update-delay', '200ms', '--update-monitor', '100ms', '--env-add', 'A=1');
    const during = await scrapeOnce(updateOf('web'), /"updating"/);
    expect([updateIs(during, 'updating'), replicas(during, 'web').desired]).toEqual([1, 4]);
    const done = await scrapeOnce(updateOf('web'), /"completed"/);
    expect([updateIs(done, 'completed'), updateIs(done, 'updating')]).toEqual([1, 0]);
    expect(replicas(await scrapeOnce(countOf('web'), /^4 run/), 'web')).toEqual({ desired: 4, running: 4 });
  });

  it('tells an update that failed and was rolled back, and why', async () => {
    await update('--update-failure-action', 'rollback', '--update-monitor', '2s', '--args', '/nosuch');
    const back = await scrapeOnce(updateOf('web'), /"rollback_completed"/);
    expect(updateIs(back, 'rollback_completed')).toBe(1);
    expect(failures(back, 'web', 'start')).toBeGreaterThan(0);
    expect(replicas(await scrapeOnce(countOf('web'), /^4 run/), 'web')).toEqual({ desired: 4, running: 4 });
  });

  it('tells a drained node, whose tasks run elsewhere', async () => {
    await docker('node', 'update', '--availability', 'drain', 'node-3');
    const onThird = async () =>
      `${await docker('node', 'ps', 'node-3', '--filter', 'desired-state=running', '--format', '{{.Name}}')}.`;
    expect(nodes(await scrapeOnce(onThird, /^\.$/), 'drain')).toBe(1);
    expect(replicas(await scrapeOnce(countOf('web'), /^4 run/), 'web')).toEqual({ desired: 4, running: 4 });
    await docker('node', 'update', '--availability', 'active', 'node-3');
    expect(nodes(await scrape(), 'active')).toBe(3);
  });

  it('tells a task that crashes again and again, and one that memory runs out for', async () => {
    await create('crash', 'tiny', '/bin/sh', '-c', 'exit 3');
    await create('hungry', '--limit-memory', '16m', 'tiny', '/usr/bin/tail', '/dev/zero');
    const crashed = await scrapeOnce(failedOf('crash'), /(Failed.*){3}/);
    expect(failures(crashed, 'crash', 'exit_nonzero')).toBeGreaterThanOrEqual(3);
    expect(starts(crashed, 'crash')).toBeGreaterThanOrEqual(3);
    const killed = await scrapeOnce(failedOf('hungry'), /non-zero exit \(137\)/);
    expect(failures(killed, 'hungry', 'killed')).toBeGreaterThan(0);
    await docker('service', 'rm', 'crash', 'hungry');
  });

  it('tells what the containers of its own node use, and of no other node', async () => {
    const limits = ['--constraint', 'node.hostname==node-1', '--limit-cpu', '0.2', '--limit-memory', '32m'];
    await create('busy', ...limits, 'tiny', '/bin/sh', '-c', 'while :; do :; done');
    const labels = { service_name: 'busy', task: 'busy.1', hostname: 'node-1' };
    const read = (page: Page, name: string) => seriesValue(page, `swarm_container_${name}`, labels) ?? Number.NaN;
    const before = await scrapeOnce(countOf('busy'), /^1 run/);
    const throttled = async () => read(await scrape(), 'cpu_throttled_seconds_total');
    await expect
      .poll(throttled, { timeout: 20_000 })
      .toBeGreaterThan(read(before, 'cpu_throttled_seconds_total') + 0.3);
    const page = await scrape();
    expect(read(page, 'cpu_seconds_total')).toBeGreaterThan(read(before, 'cpu_seconds_total'));
    expect(read(page, 'memory_limit_bytes')).toBe(32 * 1024 * 1024);
    expect(read(page, 'memory_working_set_bytes')).toBeGreaterThan(50_000);
    expect(read(page, 'memory_working_set_bytes')).toBeLessThan(32 * 1024 * 1024);
    expect([read(page, 'pids'), read(page, 'oom_kills_total')]).toEqual([1, 0]);

    const other = watchSwarm(second.socket);
    const elsewhere = (await other.scrape()).filter((line) => line.startsWith('swarm_container_'));
    await other.close();
    expect(elsewhere.length).toBeGreaterThan(0);
    expect(elsewhere.filter((line) => !line.includes('hostname="node-2"') || line.includes('"busy"'))).toEqual([]);
    await docker('service', 'rm', 'busy');
    expect(replicas(await scrape(), 'busy')).toEqual({});
  });

  it('does not count the tasks of a node that died, and knows that no further manager may fail', async () => {
    // They cannot go elsewhere, and the swarm goes on calling them running.
    await create('pinned', '--replicas', '2', '--constraint', 'node.hostname==node-3', ...sleep);
    expect(replicas(await scrapeOnce(countOf('pinned'), /^2 run/), 'pinned')).toEqual({ desired: 2, running: 2 });
    await third.kill();
    const status = () => docker('node', 'ls', '--filter', 'name=node-3', '--format', '{{.Status}} {{.ManagerStatus}}');
    const page = await scrapeOnce(status, /^Down Unreachable$/);
    expect(seriesValue(page, 'swarm_node_ready', { hostname: 'node-3' })).toBe(0);
    expect(replicas(page, 'pinned')).toEqual({ desired: 2, running: 0 });
    expect(await docker('service', 'ls', '--filter', 'name=pinned', '--format', '{{.Replicas}}')).toBe('2/2');
    expect([seriesValue(page, 'swarm_managers_reachable'), seriesValue(page, 'swarm_quorum_margin')]).toEqual([2, 0]);
  });

  it('says that the swarm has lost its quorum, and that it has it back', async () => {
    const succeeded = (page: Page, collector: string) => seriesValue(page, 'gapwatch_collector_success', { collector });
    const list = () => docker('node', 'ls', '--format', '{{.Hostname}} {{.ManagerStatus}}');
    await second.kill();
    // A leader that is left alone goes on believing that it leads for half a minute.
    const lost = await scrapeOnce(list, /does not have a leader/);
    expect(seriesValue(lost, 'swarm_quorum_margin')).toBe(-1);
    expect([succeeded(lost, 'swarm_nodes'), succeeded(lost, 'swarm_services')]).toEqual([1, 0]);
    expect(lost.join('\n')).not.toContain('swarm_service_');
    await second.start();
    // A new leader may take a while to call the manager reachable that has elected it.
    const back = await scrapeOnce(list, /node-1 (?:Leader|Reachable)\s[\s\S]*node-2 (?:Leader|Reachable)/);
    expect(seriesValue(back, 'swarm_quorum_margin')).toBe(0);
    expect(succeeded(back, 'swarm_services')).toBe(1);
  });
};

if (typeof swarm === 'string') it.skip(`a swarm of three nodes (${swarm})`, () => {});
else describe('a swarm of three nodes', watchNodes(swarm));
