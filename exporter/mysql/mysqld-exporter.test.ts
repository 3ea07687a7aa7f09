import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Metric } from '../../metrics/declare.ts';
import { renderSamples } from '../../metrics/samples.ts';
import { type ExporterMariadb, startExporterMariadb } from '../../test/support/exporter-mariadb.ts';
import { freePort } from '../../test/support/free-port.ts';
import { makeEngine } from '../engine/engine.ts';
import { mysqlServer, mysqlStatus, mysqlStatusGroups, mysqlVariables } from './families.ts';
import { mysqlServerCollector } from './server-collector.ts';
import { mysqlStatusCollector } from './status-collector.ts';
import { mysqlVariablesCollector } from './variables-collector.ts';

/** Debian's name for it. */
const program = '/usr/bin/prometheus-mysqld-exporter';

const all: readonly Metric[] = [mysqlServer, mysqlStatus, mysqlStatusGroups, mysqlVariables].flatMap((group) =>
  Object.values(group),
);
const families = all.map(({ name }) => name);
const counters = all.filter(({ kind }) => kind === 'counter').map(({ name }) => name);

/** The series of a page that belong to our families, each with its labels in order, and its value. */
const seriesOf = (page: string): Map<string, number> => {
  const series = new Map<string, number>();
  for (const line of page.split('\n')) {
    const [, name = '', labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (!families.includes(name)) continue;
    const sorted = [...labels.matchAll(/\w+="[^"]*"/g)].map(([label]) => label).sort();
    series.set(`${name}{${sorted.join(',')}}`, Number(value));
  }
  return series;
};

/** What a gauge may move by while two exporters look: a connection, a table, a second. */
const movesBy = 20;

describe.skipIf(!existsSync(program))('beside mysqld_exporter, on the same server', () => {
  let mariadb: ExporterMariadb;
  let peer: ChildProcess;
  let before: Map<string, number>;
  let after: Map<string, number>;
  let ours: Map<string, number>;

  beforeAll(async () => {
    mariadb = await startExporterMariadb();
    await mariadb.makeTable('chatlogs');
    for (let i = 0; i < 5; i += 1) await mariadb.run("INSERT INTO chatlogs (message) VALUES ('a')");
    const { query } = mariadb.openSession();
    const collectors = [mysqlServerCollector(query), mysqlStatusCollector(query), mysqlVariablesCollector(query)];
    const engine = makeEngine(collectors, (_, sentence) => {
      throw new Error(sentence);
    });

    const { user, password, host, port } = mariadb.server.app;
    const address = `127.0.0.1:${await freePort()}`;
    peer = spawn(program, [`--web.listen-address=${address}`], {
      env: { DATA_SOURCE_NAME: `${user}:${password}@tcp(${host}:${port})/` },
      stdio: 'ignore',
    });
    const page = () =>
      fetch(`http://${address}/metrics`).then(
        (response) => response.text(),
        () => '',
      );
    await vi.waitFor(async () => expect(await page()).toContain('mysql_up 1'), { timeout: 20_000 });
    before = seriesOf(await page());
    ours = seriesOf(renderSamples(await engine.scrape(5_000)));
    after = seriesOf(await page());
  });
  afterAll(async () => {
    peer.kill();
    await mariadb.stop();
  });

  it('has every family that it declares', () => {
    const exposed = new Set([...ours.keys()].map((series) => series.replace(/\{.*/, '')));
    expect(families.filter((name) => !exposed.has(name))).toEqual([]);
  });

  it('gives every series of those families the same name and labels', () => {
    expect([...ours.keys()].sort()).toEqual([...after.keys()].sort());
    expect(ours.size).toBeGreaterThan(200);
  });

  it('gives them values between those that the other gives just before and just after', () => {
    const apart = [...ours].filter(([series, value]) => {
      const bounds = [before.get(series) ?? Number.NaN, after.get(series) ?? Number.NaN];
      const slack = counters.includes(series.replace(/\{.*/, '')) ? 0 : movesBy;
      return !(value >= Math.min(...bounds) - slack && value <= Math.max(...bounds) + slack);
    });
    expect(apart).toEqual([]);
  });
});
