import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { load, YAML11_SCHEMA } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { findDrift } from '../cli/drift.ts';
import { generateAll } from '../cli/generators.ts';
import { loadConfig, parseConfig } from '../config/load-config.ts';
import manifest from '../package.json' with { type: 'json' };
import { composeSchema } from './support/compose-schema.ts';
import { findCompose } from './support/docker-compose.ts';

const root = new URL('..', import.meta.url);
const file = 'docker-compose.monitoring.yml';
const deployConfig = new URL('deploy/gapwatch.config.ts', root).pathname;
const text = await readFile(new URL(file, root), 'utf8');
// Compose reads YAML 1.1, which can merge (<<).
const compose = composeSchema.parse(load(text, { schema: YAML11_SCHEMA }));
const services = Object.entries(compose.services).map(([name, service]) => ({ name, ...service }));
const named = (found: readonly { readonly name: string }[]) => found.map(({ name }) => name);

/** The parts of a published port: address and default on the host, port in the container. */
const portsOf = (name: string) =>
  (compose.services[name]?.ports ?? []).map((port) => {
    const [, variable, host, container] = /^127\.0\.0\.1:\$\{(\w+):-(\d+)\}:(\d+)$/.exec(port) ?? [];
    return { variable, host: Number(host), container: Number(container) };
  });

it('is what docker compose takes', async ({ skip }) => {
  const compose = await findCompose(console.log).catch((error: Error) => error);
  if (compose instanceof Error) return skip(`docker compose cannot be had here: ${compose.message}`);
  const [program, ...first] = compose;
  const { all, exitCode } = await execa(program, [...first, '--file', file, 'config', '--quiet'], {
    cwd: root.pathname,
    all: true,
    reject: false,
  });
  expect([all, exitCode]).toEqual(['', 0]);
});

describe('every service', () => {
  it('has an image of one version, which for our own is that of the package', () => {
    const loose = services.filter(({ image }) => !/:v?\d+(\.\d+)+[\w.-]*$/.test(image));
    expect(named(loose)).toEqual([]);
    const own = services.filter(({ build }) => build !== undefined);
    expect(new Set(own.map(({ image }) => image))).toEqual(new Set([`gapwatch:${manifest.version}`]));
  });

  it('is published on 127.0.0.1 only, on a port that a variable can change', () => {
    const ports = services.flatMap(({ name }) => portsOf(name).map((port) => ({ name, ...port })));
    expect(ports.filter(({ variable }) => variable === undefined)).toEqual([]);
    const hosts = ports.map(({ host }) => host);
    expect(new Set(hosts).size).toBe(hosts.length);
  });

  it('has a health check, unless it runs once and others wait for its end, or it is the last to run', () => {
    const awaited = new Set(
      services.flatMap(({ depends_on }) =>
        Object.entries(depends_on).flatMap(([name, { condition }]) =>
          condition === 'service_completed_successfully' ? [name] : [],
        ),
      ),
    );
    // Nothing needs what people look at.
    const last = ['kibana-objects'];
    const unchecked = services.filter(({ healthcheck }) => healthcheck === undefined);
    const expected = unchecked.filter(
      ({ name, restart }) => restart === 'no' && (awaited.has(name) || last.includes(name)),
    );
    expect(named(unchecked)).toEqual(named(expected));
    expect(named(services.filter(({ healthcheck, restart }) => healthcheck && restart === 'no'))).toEqual([]);
  });

  it('waits for the health only of services that have a check', () => {
    const waits = services.flatMap(({ name, depends_on }) =>
      Object.entries(depends_on).map(([on, { condition }]) => ({ name, on, condition })),
    );
    const blind = waits.filter(
      ({ on, condition }) => condition === 'service_healthy' && compose.services[on]?.healthcheck === undefined,
    );
    expect(blind).toEqual([]);
  });

  it('leaves a Java server as much memory outside of its heap as the heap takes', () => {
    const megabytes = (size: string) => Number.parseInt(size, 10) * (size.endsWith('g') ? 1024 : 1);
    const heaps = services.flatMap(({ name, environment = {}, mem_limit }) =>
      Object.entries(environment)
        .filter(([variable]) => variable.endsWith('JAVA_OPTS'))
        .map(([, options]) => ({ name, heap: /-Xmx(\d+m)/.exec(options)?.[1] ?? '', limit: megabytes(mem_limit) })),
    );
    expect(named(heaps)).toEqual(['elasticsearch', 'logstash']);
    expect(heaps.filter(({ heap, limit }) => !(2 * megabytes(heap) <= limit))).toEqual([]);
  });

  it('mounts only what is there, and files of the repository only to be read', () => {
    const mounts = services.flatMap(({ name, volumes }) => volumes.map((volume) => ({ name, volume })));
    const [bound, kept] = [
      mounts.filter((m) => m.volume.startsWith('.')),
      mounts.filter((m) => !m.volume.startsWith('.')),
    ];
    expect(bound.filter(({ volume }) => !volume.endsWith(':ro'))).toEqual([]);
    expect(bound.filter(({ volume }) => !existsSync(new URL(volume.split(':')[0] ?? '', root)))).toEqual([]);
    expect(kept.filter(({ volume }) => !(String(volume.split(':')[0]) in compose.volumes))).toEqual([]);
  });

  it('gets only secrets that are declared, each with an example beside it', () => {
    expect(services.filter(({ secrets }) => secrets.some((secret) => !(secret in compose.secrets)))).toEqual([]);
    for (const [name, secret] of Object.entries(compose.secrets)) {
      expect(secret.file).toBe(`./deploy/secrets/${name}`);
      expect(existsSync(new URL(`${secret.file}.example`, root)), secret.file).toBe(true);
    }
  });
});

describe('the configuration of the containers', () => {
  it("publishes each service on the lab's port", () => {
    const { app, exporter, mysql, redis, urls, receivers } = parseConfig({}, 'gapwatch.config.ts');
    const portOf = (url: string) => Number(new URL(url).port);
    const [inbox] = receivers;
    expect(Object.fromEntries(services.map(({ name }) => [name, portsOf(name).map(({ host }) => host)]))).toMatchObject(
      {
        nginx: [app.port],
        app: [app.metricsPort],
        exporter: [exporter.port],
        mariadb: [mysql.port],
        redis: [redis.port],
        elasticsearch: [portOf(urls.elasticsearch)],
        kibana: [portOf(urls.kibana)],
        prometheus: [portOf(urls.prometheus)],
        alertmanager: [portOf(urls.alertmanager)],
        grafana: [portOf(urls.grafana)],
        inbox: [portOf(inbox?.kind === 'webhook' ? inbox.url : '')],
      },
    );
  });

  it('reaches each service by its name and its own port', async () => {
    const { app, exporter, mysql, redis, urls, receivers, apply } = await loadConfig(deployConfig);
    const hooks = receivers.flatMap((receiver) => (receiver.kind === 'webhook' ? [receiver.url] : []));
    const addresses = [
      { host: mysql.host, port: mysql.port },
      { host: redis.host, port: redis.port },
      { host: app.host, port: app.port },
      { host: app.host, port: app.metricsPort },
      { host: exporter.host, port: exporter.port },
      ...[urls.elasticsearch, urls.prometheus, urls.alertmanager, apply.kibana?.url ?? '', ...hooks].map((url) => ({
        host: new URL(url).hostname,
        port: Number(new URL(url).port),
      })),
    ];
    const listening = (name: string) => [
      ...portsOf(name).map(({ container }) => container),
      ...(compose.services[name]?.expose ?? []).map(Number),
    ];
    const unknown = addresses.filter(({ host, port }) => !listening(host).includes(port));
    expect(unknown).toEqual([]);
  });

  it('tells runbooks where a person finds each service', async () => {
    const { platform } = await loadConfig(deployConfig);
    const reachedAt = platform.kind === 'compose' ? platform.reachedAt : {};
    const published = services.flatMap(({ name }) => portsOf(name).map(({ host }) => `127.0.0.1:${host}`));
    expect(Object.values(reachedAt).filter((address) => !published.includes(address))).toEqual([]);
    // The chat itself is found behind nginx.
    const direct = Object.entries(reachedAt).filter(([inside]) => inside !== 'app:3000');
    expect(direct.length).toBeGreaterThan(5);
    for (const [inside, address] of direct) {
      const [name = '', port] = inside.split(':');
      expect(portsOf(name).map(({ host, container }) => [String(container), `127.0.0.1:${host}`])).toContainEqual([
        port,
        address,
      ]);
    }
  });

  it('is what its generated files were made from', async () => {
    const config = await loadConfig(deployConfig);
    expect(await findDrift(config.root, generateAll(config))).toEqual([]);
  });
});
