import { readFile } from 'node:fs/promises';
import { load, YAML11_SCHEMA } from 'js-yaml';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { loadConfig } from '../../config/load-config.ts';
import manifest from '../../package.json' with { type: 'json' };

const service = z.looseObject({
  image: z.string(),
  command: z.array(z.string()),
  volumes: z.array(z.string()),
  deploy: z.looseObject({
    mode: z.string().optional(),
    resources: z.object({ limits: z.object({ memory: z.string() }) }),
  }),
});
const root = new URL('../..', import.meta.url);
const text = await readFile(new URL('deploy/swarm/stack.yml', root), 'utf8');
const { services } = z
  .looseObject({ services: z.record(z.string(), service) })
  // Its anchors are merged (<<), which YAML 1.1 knows.
  .parse(load(text, { schema: YAML11_SCHEMA }));

const namesWith = (path: string) =>
  Object.entries(services).flatMap(([name, { volumes }]) =>
    volumes.some((one) => one.startsWith(path)) ? [name] : [],
  );

it('gives the socket of the engine to nobody but the proxy', () => {
  expect(namesWith('/var/run/docker.sock')).toEqual(['docker-proxy']);
  expect(namesWith('proxy:')).toEqual(['docker-proxy', 'agent', 'exporter']);
});

it('runs a proxy and an agent on every node', () => {
  const everywhere = Object.entries(services).filter(([, { deploy }]) => deploy.mode === 'global');
  expect(everywhere.map(([name]) => name)).toEqual(['docker-proxy', 'agent']);
  expect(services.agent?.command).toContain('--agent');
});

it('has images of the version of the package, and a configuration that finds what is mounted', async () => {
  expect(new Set(Object.values(services).map(({ image }) => image))).toEqual(new Set([`gapwatch:${manifest.version}`]));
  const { exporter } = await loadConfig(new URL('deploy/swarm/gapwatch.config.ts', root).pathname);
  expect(exporter.dockerSocket.startsWith('/run/gapwatch/')).toBe(true);
  expect(services.agent?.volumes).toContain(`/sys/fs/cgroup:${exporter.cgroupFolder}:ro`);
});
