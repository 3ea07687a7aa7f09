import { existsSync } from 'node:fs';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderSamples } from '../../metrics/samples.ts';
import { type ExporterMariadb, startExporterMariadb } from '../../test/support/exporter-mariadb.ts';
import {
  mysqldExporter,
  type RunningMysqldExporter,
  startMysqldExporter,
} from '../../test/support/start-mysqld-exporter.ts';
import { makeEngine } from '../engine/engine.ts';
import { makeMysqlCollectors } from './mysql-collectors.ts';

/** What the other tells that we do not, and why. */
const exceptions: readonly { readonly name: RegExp; readonly why: string }[] = [
  { name: /^(go|process|promhttp)_/, why: 'of the runtime that it is written for' },
  { name: /^mysqld?_exporter_/, why: 'of itself: here gapwatch_collector_* and gapwatch_exporter_*' },
  { name: /^mysql_global_variables_expire_logs_days$/, why: "promtool's lint refuses it: days are no base unit" },
  {
    name: /^mysql_(global_variables_(histogram_size|innodb_stats_modified_counter|sql_slave_skip_counter)|slave_status_skip_counter)$/,
    why: "promtool's lint refuses it: it has the name of a type in it",
  },
];

/** Its gauges that go out untyped here: promtool's lint refuses a gauge of such a name. */
const untypedGauges = /_(count|sum|total|bucket)$/;

/** Each series of a page, its labels in order, with its value; and each family's type. */
const read = (page: string) => {
  const series = new Map<string, number>();
  const types = new Map<string, string>();
  for (const line of page.split('\n')) {
    const [, family = '', type = ''] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
    if (family !== '') types.set(family, type);
    const [, name = '', labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (name === '') continue;
    const sorted = [...labels.matchAll(/\w+="[^"]*"/g)].map(([label]) => label).sort();
    series.set(`${name}{${sorted.join(',')}}`, Number(value));
  }
  return { series, types };
};

const nameOf = (series: string): string => series.replace(/\{.*/, '');

/** What a gauge may move by while two exporters look: a connection, a table, a second. */
const movesBy = 20;

describe.skipIf(!existsSync(mysqldExporter))('beside mysqld_exporter with its defaults, on the same server', () => {
  let mariadb: ExporterMariadb;
  let peer: RunningMysqldExporter;
  let before: ReturnType<typeof read>;
  let after: ReturnType<typeof read>;
  let ours: ReturnType<typeof read>;
  /** Those of the other that we owe. */
  let owed: readonly string[];

  beforeAll(async () => {
    mariadb = await startExporterMariadb({ exporter: { collectors: { mysql_replication: { enabled: true } } } });
    await mariadb.makeTable('chatlogs');
    for (let i = 0; i < 5; i += 1) await mariadb.run("INSERT INTO chatlogs (message) VALUES ('a')");
    const admin = await createConnection(mariadb.server.admin);
    // Replication that was never started has its columns too.
    await admin.query("CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = 1, MASTER_USER = 'a'");
    await admin.query("CHANGE MASTER 'other' TO MASTER_HOST = '127.0.0.2', MASTER_PORT = 1, MASTER_USER = 'a'");
    await admin.end();
    const { host, port } = mariadb.server;
    const login = { host, port, user: mariadb.config.exporter.mysqlUser, passwordFile: mariadb.passwordFile };
    // With replication, which is on by default there and a right to be asked for here.
    const all = makeMysqlCollectors(login).map((one) => ({
      ...one,
      enabled: one.enabled || one.name === 'mysql_replication',
    }));
    const engine = makeEngine(all, (_, sentence) => {
      throw new Error(sentence);
    });
    peer = await startMysqldExporter(mariadb.server);
    // Once before, for both: what a first scrape does is in no second one.
    await engine.scrape(5_000);
    before = read(await peer.scrape());
    ours = read(renderSamples(await engine.scrape(5_000)));
    after = read(await peer.scrape());
    await engine.close();
    owed = [...after.series.keys()].filter((series) => !exceptions.some(({ name }) => name.test(nameOf(series))));
  });
  afterAll(async () => {
    await peer?.stop();
    await mariadb?.stop();
  });

  it('has every series that it has, under the same name and labels', () => {
    expect(owed.filter((series) => !ours.series.has(series))).toEqual([]);
    expect(owed.length).toBeGreaterThan(1_000);
    expect(new Set(owed.map(nameOf).map((name) => /^mysql_(?:global_)?[a-z]+/.exec(name)?.[0]))).toContain(
      'mysql_slave',
    );
  });

  it('leaves out what the list of exceptions says, no more, and all of it is there to be left out', () => {
    const names = new Set([...after.series.keys()].map(nameOf));
    for (const { name } of exceptions) expect([...names].some((one) => name.test(one))).toBe(true);
    for (const series of ours.series.keys()) names.delete(nameOf(series));
    expect([...names].filter((name) => !/^(go|process|promhttp|mysqld?_exporter)_/.test(name)).sort()).toEqual([
      'mysql_global_variables_expire_logs_days',
      'mysql_global_variables_histogram_size',
      'mysql_global_variables_innodb_stats_modified_counter',
      'mysql_global_variables_sql_slave_skip_counter',
      'mysql_slave_status_skip_counter',
    ]);
  });

  it('gives the families the same types, or better ones where it has none', () => {
    const apart = [...new Set(owed.map(nameOf))].filter((name) => {
      const [theirs, own] = [after.types.get(name), ours.types.get(name)];
      return own !== theirs && theirs !== 'untyped' && !(own === 'untyped' && untypedGauges.test(name));
    });
    expect(apart).toEqual([]);
  });

  it('gives them values between those that it gives just before and just after', () => {
    const apart = owed.flatMap((series) => {
      const value = ours.series.get(series) ?? Number.NaN;
      const bounds = [before.series.get(series) ?? Number.NaN, after.series.get(series) ?? Number.NaN];
      const slack = Math.max(movesBy, Math.max(...bounds) * 0.01);
      const fits = value >= Math.min(...bounds) - slack && value <= Math.max(...bounds) + slack;
      return fits ? [] : [{ series, value, bounds }];
    });
    expect(apart).toEqual([]);
  });
});
