import { afterAll, describe, expect, it } from 'vitest';
import { renderSamples } from '../../metrics/samples.ts';
import { startDockerd, type TestDockerd } from '../../test/support/start-dockerd.ts';
import { makeEngine } from '../engine/engine.ts';
import { swarmCollector } from './collector.ts';
import { openDocker } from './docker-client.ts';

const dockerd = await startDockerd();

/** Services that run as they are asked to, one that cannot, and a job that ended. */
const services: readonly (readonly string[])[] = [
  ['--name=web', '--label=com.docker.stack.namespace=shop', '--replicas=2', 'tiny', '/bin/sleep', '1000'],
  ['--name=agent', '--mode=global', 'tiny', '/bin/sleep', '1000'],
  ['--name=bad', '--restart-condition=none', 'tiny', '/nosuch'],
  ['--name=job', '--mode=replicated-job', 'tiny', '/bin/sleep', '0'],
];

const watchEngine = (dockerd: TestDockerd) => () => {
  const { ask, close } = openDocker(dockerd.socket);
  const log: string[] = [];
  const engine = makeEngine([swarmCollector(ask, close)], (level, sentence) => log.push(`${level}: ${sentence}`));
  const page = async () => renderSamples(await engine.scrape(8_000)).split('\n');
  afterAll(async () => {
    await engine.close();
    await dockerd.stop();
  });

  it('is skipped with a sentence while it is in no swarm', async () => {
    expect(await page()).toContain('gapwatch_collector_enabled{collector="swarm"} 0');
    expect(log).toEqual(['info: Collector swarm is skipped: The Docker engine here is in no swarm.']);
  });

  it('tells its nodes, the replicas of its services and the states of their tasks', async () => {
    await dockerd.docker('swarm', 'init', '--advertise-addr=127.0.0.1');
    for (const service of services) {
      // The host's network needs no bridge, and no registry is asked for the image.
      await dockerd.docker('service', 'create', '--network=host', '--no-resolve-image', '--detach', ...service);
    }
    await expect
      .poll(page, { timeout: 30_000 })
      .toEqual(
        expect.arrayContaining([
          'swarm_nodes{state="ready",availability="active",role="manager"} 1',
          'swarm_nodes{state="down",availability="active",role="worker"} 0',
          'swarm_service_replicas_desired{service_name="web",stack="shop",mode="replicated"} 2',
          'swarm_service_replicas_running{service_name="web",stack="shop",mode="replicated"} 2',
          'swarm_service_replicas_desired{service_name="agent",stack="",mode="global"} 1',
          'swarm_service_replicas_running{service_name="agent",stack="",mode="global"} 1',
          'swarm_service_replicas_desired{service_name="bad",stack="",mode="replicated"} 1',
          'swarm_service_replicas_running{service_name="bad",stack="",mode="replicated"} 0',
          'swarm_tasks{service_name="web",state="running"} 2',
          'swarm_tasks{service_name="bad",state="failed"} 1',
          'swarm_tasks{service_name="job",state="complete"} 1',
          'gapwatch_collector_success{collector="swarm"} 1',
        ]),
      );
    expect((await page()).filter((line) => line.includes('replicas') && line.includes('"job"'))).toEqual([]);
  });

  it('fails, where it was a manager and is none any more', async () => {
    await dockerd.docker('swarm', 'leave', '--force');
    expect(await page()).toContain('gapwatch_collector_success{collector="swarm"} 0');
    expect(log.at(-1)).toBe('error: Collector swarm failed: The Docker engine here is in no swarm.');
  });
};

if (typeof dockerd === 'string') it.skip(`watches a real Docker engine (${dockerd})`, () => {});
else describe('a real Docker engine', watchEngine(dockerd));
