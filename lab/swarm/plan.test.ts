import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseConfig } from '../../config/load-config.ts';
import { prometheusFiles } from '../../prometheus/prometheus-files.ts';
import { swarmObstacle } from './obstacle.ts';
import { planSwarm, removeLeftSwarm, withTargets } from './plan.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-plan-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('refuses where no Swarm can be, in one sentence', async () => {
  await expect(planSwarm({ swarm: folder }, () => swarmObstacle(1000))).rejects.toThrow(
    '--swarm needs root, Linux and an installed Docker engine: only root may make networks.',
  );
});

it('lets Prometheus scrape each replica and each agent', async () => {
  const addresses = ['198.18.7.11', '198.18.7.12'];
  const plan = { folder, network: '198.18.7', socket: join(folder, 'exporter.sock'), addresses };
  const config = withTargets(parseConfig({}, 'gapwatch.config.ts'), plan);
  const file = prometheusFiles(config, {}).find(({ path }) => path.endsWith('prometheus.yml'))?.text;
  for (const address of addresses) {
    expect(file).toContain(`- ${address}:3001`);
    expect(file).toContain(`- ${address}:9842`);
  }
  expect(file).toContain('job_name: agent');
  expect(file).not.toContain('127.0.0.1:3001');
});

it('tells runbooks where a manager answers', () => {
  const plan = { folder: '/lab/.lab/swarm', network: '198.18.7', socket: '/lab/exporter.sock', addresses: [] };
  const { platform } = withTargets(parseConfig({}, 'gapwatch.config.ts'), plan);
  expect(platform).toEqual({ kind: 'lab', dockerHost: 'unix:///lab/.lab/swarm/node-1.sock' });
});

it('says nothing where no Swarm was left', async () => {
  const said: string[] = [];
  await removeLeftSwarm({ swarm: join(folder, 'swarm') }, (line) => said.push(line));
  expect([said, existsSync(join(folder, 'swarm'))]).toEqual([[], false]);
});
