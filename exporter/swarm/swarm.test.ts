import { afterAll, describe, expect, it } from 'vitest';
import { watchDocker } from '../../test/support/docker-answers.ts';
import { startDockerd, type TestDockerd } from '../../test/support/start-dockerd.ts';

const dockerd = await startDockerd();

/** Runs in a shell of the image that is there. */
const shell = (script: string): readonly string[] => ['tiny', '/bin/sh', '-c', script];

const forEver = shell('trap "exit 0" TERM; while :; do sleep 1; done');
/** One that ends well where its health check fails has not failed, to the swarm. */
const reluctant = shell('trap "exit 143" TERM; while :; do sleep 1; done');
const never = ['--restart-condition=none'];

/** Services that run as they are asked to, jobs, and some that cannot run, each for another reason. */
const services: Readonly<Record<string, readonly string[]>> = {
  web: [
    '--label=com.docker.stack.namespace=shop',
    '--container-label=org.opencontainers.image.revision=1a2b3c',
    '--replicas=2',
    ...forEver,
  ],
  agent: ['--mode=global', ...forEver],
  elsewhere: ['--mode=global', '--constraint=node.role==worker', ...forEver],
  job: ['--mode=replicated-job', '--max-concurrent=1', '--replicas=2', ...shell('exit 0')],
  'global-job': ['--mode=global-job', ...shell('exit 0')],
  exits: [...never, ...shell('exit 3')],
  killed: [...never, ...forEver],
  unhealthy: [...never, '--health-cmd=exit 1', '--health-interval=200ms', '--health-retries=1', ...reluctant],
  'no-command': [...never, 'tiny', '/nosuch'],
  'no-image': [...never, 'nosuch.example/nosuch:1', '/bin/true'],
  'no-mount': [...never, '--mount=type=bind,source=/nosuch,target=/data', ...forEver],
};

/** Why the one task of a service failed. */
const failures: Readonly<Record<string, string>> = {
  exits: 'exit_nonzero',
  killed: 'killed',
  unhealthy: 'unhealthy',
  'no-command': 'start',
  'no-image': 'image',
  'no-mount': 'start',
};

const replicas = (name: string, stack: string, mode: string, desired: number, running: number) => [
  `swarm_service_replicas_desired{service_name="${name}",stack="${stack}",mode="${mode}"} ${desired}`,
  `swarm_service_replicas_running{service_name="${name}",stack="${stack}",mode="${mode}"} ${running}`,
];

const patient = { timeout: 60_000, interval: 200 };

const watchEngine =
  ({ docker, socket, stop }: TestDockerd) =>
  () => {
    const { scrape, log, close } = watchDocker(socket);
    afterAll(async () => {
      await close();
      await stop();
    });
    const create = (name: string, options: readonly string[]) =>
      // The host's network needs no bridge, and no registry is asked for the image.
      docker('service', 'create', '--network=host', '--no-resolve-image', '--detach', `--name=${name}`, ...options);
    const pages = (...lines: readonly string[]) =>
      expect.poll(scrape, patient).toEqual(expect.arrayContaining([...lines]));

    it('is skipped with a sentence while it is in no swarm', async () => {
      expect(await scrape()).toContain('gapwatch_collector_enabled{collector="swarm_services"} 0');
      expect(log[0]).toBe('info: Collector swarm_nodes is skipped: The Docker engine here is in no swarm.');
    });

    it('tells of its node and that no manager may be lost', async () => {
      await docker('swarm', 'init', '--advertise-addr=127.0.0.1');
      const id = await docker('info', '--format={{.Swarm.NodeID}}');
      const version = await docker('version', '--format={{.Server.Version}}');
      const page = await scrape();
      expect(page).toEqual(
        expect.arrayContaining([
          'swarm_nodes{state="ready",availability="active",role="manager"} 1',
          'swarm_nodes{state="down",availability="active",role="worker"} 0',
          'swarm_managers 1',
          'swarm_managers_reachable 1',
          'swarm_quorum_margin 0',
          `swarm_manager_leader{node_id="${id}"} 1`,
        ]),
      );
      const info = page.find((line) => line.startsWith('swarm_node_info'));
      expect(info).toContain(`node_id="${id}"`);
      expect(info).toContain(`engine_version="${version}"`);
    });

    it('tells of replicas that should run and do, of every mode', async () => {
      await Promise.all(Object.entries(services).map(([name, options]) => create(name, options)));
      await pages(
        ...replicas('web', 'shop', 'replicated', 2, 2),
        ...replicas('agent', '', 'global', 1, 1),
        ...replicas('elsewhere', '', 'global', 0, 0),
        ...replicas('job', '', 'replicated-job', 0, 0),
        ...replicas('global-job', '', 'global-job', 0, 0),
        ...replicas('killed', '', 'replicated', 1, 1),
        'swarm_tasks{service_name="web",state="running",desired_state="running"} 2',
        'swarm_tasks{service_name="job",state="complete",desired_state="complete"} 2',
        'swarm_service_build_info{service_name="web",image="tiny",tag="latest",digest="",revision="1a2b3c"} 1',
      );
    });

    it('tells why tasks failed, each once', async () => {
      const counted = Object.entries(failures).map(
        ([name, reason]) => `swarm_task_failures_total{service_name="${name}",reason="${reason}"} 1`,
      );
      // As the kernel does where memory runs out: from outside of the container.
      const container = await docker('ps', '--quiet', '--filter=label=com.docker.swarm.service.name=killed');
      await docker('kill', '--signal=KILL', container);
      await pages(...counted, ...Object.keys(failures).flatMap((name) => replicas(name, '', 'replicated', 1, 0)));
      const page = await scrape();
      expect(page.filter((line) => line.startsWith('swarm_task_failures') && !line.endsWith(' 0')).sort()).toEqual(
        counted.sort(),
      );
      expect(page).toContain('swarm_service_task_starts_total{service_name="web"} 2');
      expect(page).toContain('swarm_service_task_starts_total{service_name="no-image"} 0');
    });

    it('goes on counting a crash loop of whose tasks the swarm remembers one', async () => {
      await docker('swarm', 'update', '--task-history-limit=1');
      await create('loop', ['--restart-delay=100ms', ...shell('sleep 0.3; exit 1')]);
      const failed = async () =>
        Number(
          (await scrape())
            .find((line) => line.includes('service_name="loop",reason="exit_nonzero"'))
            ?.split(' ')
            .at(-1),
        );
      let before = 0;
      await expect
        .poll(async () => {
          const now = await failed();
          expect(now).toBeGreaterThanOrEqual(before);
          before = now;
          return now;
        }, patient)
        .toBeGreaterThan(6);
      const remembered = (await docker('service', 'ps', '--quiet', 'loop')).split('\n').length;
      expect(remembered).toBeLessThan(await failed());
      // To Prometheus a new exporter is a counter that begins again: what it would find counted twice is not there.
      const restarted = watchDocker(socket);
      const page = await restarted.scrape();
      await restarted.close();
      expect(page).toContain('swarm_task_failures_total{service_name="exits",reason="exit_nonzero"} 0');
      await docker('service', 'rm', 'loop');
    });

    it('tells of an update, and of the build that it brings', async () => {
      await docker(
        'service',
        'update',
        '--detach',
        '--no-resolve-image',
        '--image=tiny:2',
        '--update-monitor=100ms',
        'agent',
      );
      await pages(
        'swarm_service_update_state{service_name="agent",state="paused"} 1',
        'swarm_service_build_info{service_name="agent",image="tiny",tag="2",digest="",revision=""} 1',
        // By the engine's own count none should run while the next task waits for its turn.
        ...replicas('agent', '', 'global', 1, 0),
      );
    });

    it('tells nothing any more of a service that was removed', async () => {
      expect((await scrape()).filter((line) => line.includes('"web"')).length).toBeGreaterThan(10);
      await docker('service', 'rm', 'web');
      expect((await scrape()).filter((line) => line.includes('"web"'))).toEqual([]);
    });

    it('fails, where it was a manager and is none any more', async () => {
      await docker('swarm', 'leave', '--force');
      expect(await scrape()).toContain('gapwatch_collector_success{collector="swarm_nodes"} 0');
      expect(log.at(-1)).toBe('error: Collector swarm_services failed: The Docker engine here is in no swarm.');
    });
  };

if (typeof dockerd === 'string') it.skip(`watches a real Docker engine (${dockerd})`, () => {});
else describe('a real Docker engine', watchEngine(dockerd));
