import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../config/load-config.ts';
import { prometheus } from '../lab/servers/prometheus.ts';
import { type ExporterMariadb, startExporterMariadb } from '../test/support/exporter-mariadb.ts';
import { findServer } from '../test/support/start-service.ts';
import { makeCollectors } from './collectors.ts';
import { type RunningExporter, startExporter } from './exporter.ts';

let mariadb: ExporterMariadb;
let exporter: RunningExporter;
let log: string[];

beforeAll(async () => {
  mariadb = await startExporterMariadb();
  for (const table of ['chatlogs', 'chatlogBackups']) await mariadb.makeTable(table);
  await mariadb.run("INSERT INTO chatlogs (message, createdAt) VALUES ('secret words', NOW(3))");
});
beforeEach(async () => {
  log = [];
  exporter = await startExporter(mariadb.config, '1.2.3', (level, sentence) => log.push(`${level}: ${sentence}`));
});
afterEach(async () => {
  await exporter.close();
  await mariadb.closeSessions();
});
afterAll(() => mariadb.stop());

/** Scrapes as Prometheus does, which gives up after `timeoutS` seconds. */
const scrape = async (timeoutS = 8): Promise<{ readonly status: number; readonly lines: readonly string[] }> => {
  const response = await fetch(`${exporter.url}/metrics`, {
    headers: { 'x-prometheus-scrape-timeout-seconds': String(timeoutS) },
    signal: AbortSignal.timeout(timeoutS * 1_000),
  });
  return { status: response.status, lines: (await response.text()).split('\n') };
};

const success = (lines: readonly string[]) =>
  Object.fromEntries(
    lines.flatMap((line) => {
      const [, name = '', value] = /^gapwatch_collector_success\{collector="(\w+)"\} (\d)$/.exec(line) ?? [];
      return value ? [[name, Number(value)]] : [];
    }),
  );

/** What promtool has against a page. */
const lint = async (lines: readonly string[]): Promise<string> => {
  const promtool = (await findServer(prometheus)).path.replace(/prometheus$/, 'promtool');
  const { stdout, stderr } = await execa(promtool, ['check', 'metrics'], { input: lines.join('\n'), reject: false });
  return stdout + stderr;
};

/** The collectors that ask MySQL by default, each with what it reports. */
const reporting = (value: 0 | 1) =>
  Object.fromEntries(
    makeCollectors(parseConfig({}, 'gapwatch.config.ts'))
      .filter(({ name, enabled }) => enabled && /^(mysql_|chat_tables$)/.test(name))
      .map(({ name }) => [name, value]),
  );

const all = reporting(1);

describe('the page', () => {
  it('has everything by the rights that are granted, and no message', async () => {
    const { lines } = await scrape();
    expect(success(lines)).toEqual(all);
    expect(lines).toContain('mysql_up 1');
    expect(lines).toContain('chat_table_rows{table="chatlogs"} 1');
    expect(lines).toContain('chat_table_rows{table="chatlogBackups"} 0');
    for (const name of ['mysql_version_info', 'mysql_global_status_threads_connected', 'chat_table_size_bytes']) {
      expect(lines.some((line) => line.startsWith(name))).toBe(true);
    }
    expect(lines.join()).not.toContain('secret');
  });

  it("passes promtool's lint", async () => {
    expect(await lint((await scrape()).lines)).toBe('');
  });

  it('is made of two connections, however many scrapes there are', async () => {
    for (let i = 0; i < 5; i += 1) await Promise.all([scrape(), scrape(), scrape()]);
    expect(await mariadb.connections()).toHaveLength(2);
  });
});

it('answers 1,000 scrapes at once, by a page or a refusal, with the connections of one, and then as before', async () => {
  await scrape();
  const before = await mariadb.connections();
  const answers = await Promise.all(Array.from({ length: 1_000 }, () => scrape(30)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 503]));
  const pages = answers.filter(({ status }) => status === 200);
  expect(pages.length).toBeGreaterThanOrEqual(40);
  for (const { lines } of pages) expect(lines).toContain('mysql_up 1');
  expect(await mariadb.connections()).toEqual(before);
  expect(success((await scrape()).lines)).toEqual(all);
});

describe('while MySQL', () => {
  const gone = reporting(0);

  it('is killed and started anew, the page says so and then is whole', async () => {
    expect((await scrape()).lines).toContain('mysql_up 1');
    await mariadb.server.kill();
    const without = await scrape();
    expect(without.status).toBe(200);
    expect(without.lines).toContain('mysql_up 0');
    expect(success(without.lines)).toEqual(gone);
    expect(await lint(without.lines)).toBe('');
    expect(without.lines.filter((line) => line.startsWith('mysql_global') || line.startsWith('chat_table'))).toEqual(
      [],
    );
    await mariadb.server.start();
    const whole = await scrape();
    expect(whole.lines).toContain('mysql_up 1');
    expect(success(whole.lines)).toEqual(all);
    expect(log.filter((line) => line.includes('mysql_server'))).toEqual([
      `error: Collector mysql_server failed: MySQL does not answer at 127.0.0.1:${mariadb.server.port} (mysql.host, mysql.port): ECONNREFUSED.`,
      'info: Collector mysql_server works again.',
    ]);
  });

  it('is killed in the middle of a scrape, the page comes', async () => {
    await scrape();
    const pages = Array.from({ length: 10 }, () => scrape());
    await mariadb.server.kill();
    for (const { status } of await Promise.all(pages)) expect(status).toBe(200);
    expect((await scrape()).lines).toContain('mysql_up 0');
    await mariadb.server.start();
    expect((await scrape()).lines).toContain('mysql_up 1');
  });

  it.each([8, 2])(
    'is stopped dead, the page comes before a scraper with %d s gives up, also a second one',
    async (timeoutS) => {
      await scrape();
      await mariadb.signal('SIGSTOP');
      try {
        for (let i = 0; i < 2; i += 1) {
          const { status, lines } = await scrape(timeoutS);
          expect(status).toBe(200);
          expect(lines).toContain('mysql_up 0');
        }
      } finally {
        await mariadb.signal('SIGCONT');
      }
      await expect.poll(async () => success((await scrape()).lines), { timeout: 20_000 }).toEqual(all);
    },
  );

  it('has a table locked, only that table is lost, and the statement does not stay behind', async () => {
    await scrape();
    const other = await mariadb.connect();
    await other.query('LOCK TABLES chatlogs WRITE');
    const { lines } = await scrape();
    expect(success(lines)).toEqual(all);
    expect(lines).toContain('chat_table_up{table="chatlogs"} 0');
    expect(lines).toContain('chat_table_up{table="chatlogBackups"} 1');
    expect(lines.filter((line) => line.startsWith('chat_table_rows{table="chatlogs"}'))).toEqual([]);
    expect(lines).toContain('mysql_up 1');
    await other.end();
    await expect.poll(async () => (await scrape()).lines).toContain('chat_table_up{table="chatlogs"} 1');
  });
});

it('answers a scrape that has begun when it closes, and keeps no connection for another', async () => {
  await scrape();
  const other = await mariadb.connect();
  await other.query('LOCK TABLES chatlogs WRITE, chatlogBackups WRITE');
  const begun = fetch(`${exporter.url}/metrics`).finally(() => other.end());
  const quick = async () => (await fetch(`${exporter.url}/metrics?collect[]=mysql_server`)).text();
  await expect.poll(quick).toContain('gapwatch_exporter_scrapes_in_flight 2\n');
  const closed = exporter.close();
  const response = await begun;
  expect([response.status, response.headers.get('connection')]).toEqual([200, 'close']);
  expect(success((await response.text()).split('\n'))).toEqual({ ...all, chat_tables: 0 });
  await closed;
  exporter = await startExporter(mariadb.config, '1.2.3', () => {});
});

it('lets go of a scrape that hangs when it closes, and of its port', async () => {
  await mariadb.signal('SIGSTOP');
  const hanging = scrape(60).catch((error: unknown) => error);
  try {
    await exporter.close();
    await hanging;
    await expect(fetch(exporter.url)).rejects.toThrow('fetch failed');
  } finally {
    await mariadb.signal('SIGCONT');
  }
  exporter = await startExporter(mariadb.config, '1.2.3', () => {});
  await expect.poll(async () => success((await scrape()).lines), { timeout: 20_000 }).toEqual(all);
});

describe('starting', () => {
  it('tells which key names a port that is taken', async () => {
    const { host, port } = mariadb.config.exporter;
    await expect(startExporter(mariadb.config, '1.2.3', () => {})).rejects.toThrow(
      `exporter.port is ${port}, but another process listens on ${host}:${port}; stop it, or choose another port.`,
    );
  });

  it('tells which key names an address that is not of this machine', async () => {
    const config = { ...mariadb.config, exporter: { ...mariadb.config.exporter, host: '192.0.2.1' } };
    await expect(startExporter(config, '1.2.3', () => {})).rejects.toThrow(
      'exporter.host is 192.0.2.1, but this machine has no such address; choose one of its own, or 127.0.0.1.',
    );
  });
});
