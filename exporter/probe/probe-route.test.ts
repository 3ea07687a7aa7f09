import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Config, parseConfig } from '../../config/load-config.ts';
import { findPromtool } from '../../lab/servers/prometheus.ts';
import { type ExporterMariadb, startExporterMariadb } from '../../test/support/exporter-mariadb.ts';
import { freePort } from '../../test/support/free-port.ts';
import { makeTurns } from '../engine/turns.ts';
import { makeListener } from '../http/listener.ts';
import { checkProbeModules } from './probe-modules.ts';
import { makeProbeRoute } from './probe-route.ts';

let mariadb: ExporterMariadb;
let target: string;
let nobody: string;
let config: Config;
let server: HttpServer;
let log: string[];

beforeAll(async () => {
  mariadb = await startExporterMariadb();
  target = `127.0.0.1:${mariadb.server.port}`;
  nobody = `127.0.0.1:${await freePort()}`;
  const login = { mysqlUser: mariadb.config.exporter.mysqlUser, mysqlPasswordFile: mariadb.passwordFile };
  await writeFile(join(mariadb.server.folder, 'wrong'), 'wrong');
  const modules = [
    { name: 'all', targets: [target, nobody], ...login },
    { name: 'few', targets: [target], ...login, collectors: ['mysql_server', 'mysql_variables'] },
    { name: 'stranger', targets: [target], ...login, mysqlPasswordFile: join(mariadb.server.folder, 'wrong') },
  ];
  config = parseConfig({ exporter: { probe: { modules } } }, join(mariadb.config.root, 'gapwatch.config.ts'));
});
beforeEach(async () => {
  log = [];
  const route = makeProbeRoute({
    config: () => config,
    turns: makeTurns(),
    log: (level, sentence) => log.push(`${level}: ${sentence}`),
  });
  server = createServer(
    makeListener({
      routes: new Map([['/probe', route]]),
      log: () => {},
      keepsConnections: () => false,
      readWithinMs: 10_000,
    }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  server.close();
  await once(server, 'close');
});
afterAll(() => mariadb.stop());

const probe = async (query: string, timeoutS = 5): Promise<readonly [status: number, text: string]> => {
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/probe${query}`, {
    headers: { 'x-prometheus-scrape-timeout-seconds': String(timeoutS) },
  });
  return [response.status, await response.text()];
};

it('tells of a listed server what its module collects, and holds no connection to it afterwards', async () => {
  const [status, page] = await probe(`?target=${target}&module=all`);
  expect(status).toBe(200);
  expect(page).toContain('\nmysql_up 1\n');
  expect(page).toContain('\nmysql_global_status_threads_connected ');
  expect(page).toContain('\nmysql_global_variables_max_connections ');
  await expect.poll(mariadb.connections, { timeout: 20_000 }).toEqual([]);
  const [, few] = await probe(`?target=${target}&module=few`);
  expect(few).toContain('\nmysql_global_variables_max_connections ');
  expect(few).not.toContain('mysql_global_status');
});

it("passes promtool's lint, whether the server answers or not", async () => {
  const promtool = await findPromtool();
  if (!promtool) throw new Error('There is no promtool on this machine.');
  for (const address of [target, nobody]) {
    const [, input] = await probe(`?target=${address}&module=all`);
    const { all } = await execa(promtool.path, ['check', 'metrics'], { input, reject: false, all: true });
    expect(all).toBe('');
  }
});

it('is 0 for a server that does not answer or let in, and says why once', async () => {
  for (let i = 0; i < 2; i += 1) {
    const [status, page] = await probe(`?target=${nobody}&module=all`);
    expect([status, /\nmysql_up (\d)\n/.exec(page)?.[1]]).toEqual([200, '0']);
    const [, refused] = await probe(`?target=${target}&module=stranger`);
    expect(refused).toContain('\nmysql_up 0\n');
  }
  const wrong = join(mariadb.server.folder, 'wrong');
  expect(log).toEqual([
    `error: Probe of ${nobody} (module all): MySQL does not answer at ${nobody} (targets of exporter.probe.modules): ECONNREFUSED.`,
    `error: Probe of ${target} (module stranger): MySQL refuses user gapwatch_exporter: put its password into ${wrong} (mysqlPasswordFile of exporter.probe.modules), or make the user by what \`gapwatch exporter grants\` prints.`,
  ]);
});

it('answers within its time for a server that hangs, and says so when it is back', async () => {
  await mariadb.signal('SIGSTOP');
  try {
    const [status, page] = await probe(`?target=${target}&module=all`, 1);
    expect([status, page.includes('\nmysql_up 0\n')]).toEqual([200, true]);
  } finally {
    await mariadb.signal('SIGCONT');
  }
  await expect
    .poll(async () => (await probe(`?target=${target}&module=all`))[1], { timeout: 20_000 })
    .toContain('\nmysql_up 1\n');
  await expect
    .poll(() => log.at(-1), { timeout: 20_000 })
    .toBe(`info: Probe of ${target} (module all): it works again.`);
});

it.each(['', '?target=db1:3306', '?module=all', '?target=&module=all'])(
  'needs a server and a module: %j',
  async (query) => {
    expect(await probe(query)).toEqual([400, 'Name a server and a module: /probe?target=HOST:PORT&module=NAME.\n']);
  },
);

it('refuses all that is not on the list by the same words, and connects to none of it', async () => {
  let connected = 0;
  const reachable = createTcpServer(() => {
    connected += 1;
  });
  reachable.listen(0, '127.0.0.1');
  await once(reachable, 'listening');
  const { port } = reachable.address() as AddressInfo;
  const unlisted = [
    `?target=127.0.0.1:${port}&module=all`,
    '?target=192.0.2.1:3306&module=all',
    '?target=no.such.host.invalid:3306&module=all',
    `?target=${nobody}&module=few`,
    `?target=${target}&module=nosuch`,
    `?target=localhost:${mariadb.server.port}&module=all`,
    '?target=/etc/passwd&module=all',
  ];
  for (const query of unlisted) {
    expect(await probe(query)).toEqual([403, 'That server is not on the list of that module (exporter.probe).\n']);
  }
  expect(connected).toBe(0);
  reachable.close();
});

it('probes ten servers at once, no more, and one server once for all who ask', async () => {
  const hanging = createTcpServer(() => {});
  hanging.listen(0, '127.0.0.1');
  await once(hanging, 'listening');
  const address = `127.0.0.1:${(hanging.address() as AddressInfo).port}`;
  let connected = 0;
  hanging.on('connection', () => {
    connected += 1;
  });
  const before = config;
  config = parseConfig(
    {
      exporter: {
        probe: {
          modules: [
            {
              name: 'all',
              targets: [address],
              mysqlUser: 'a',
              mysqlPasswordFile: mariadb.passwordFile,
              collectors: ['mysql_variables'],
            },
          ],
        },
      },
    },
    'a.ts',
  );
  const answers = await Promise.all(Array.from({ length: 11 }, () => probe(`?target=${address}&module=all`, 2)));
  config = before;
  expect(answers.map(([status]) => status).sort()).toEqual([...Array.from({ length: 10 }, () => 200), 503]);
  expect(answers.find(([status]) => status === 503)?.[1]).toBe(
    '10 servers are being probed already; probe less often.\n',
  );
  expect(connected).toBe(1);
  hanging.close();
});

it('is nothing where the configuration names no server', async () => {
  const before = config;
  config = mariadb.config;
  expect(await probe(`?target=${target}&module=all`)).toEqual([
    404,
    'No server may be probed: exporter.probe of the configuration names none.\n',
  ]);
  config = before;
});

it('refuses a module that cannot work, before it is asked for', () => {
  const check = (module: object) => () =>
    checkProbeModules(
      parseConfig(
        {
          exporter: {
            probe: {
              modules: [{ name: 'all', targets: ['db1:3306'], mysqlUser: 'a', mysqlPasswordFile: 'b', ...module }],
            },
          },
        },
        'a.ts',
      ),
    );
  expect(check({ collectors: ['chat_tables'] })).toThrow(
    /^exporter\.probe\.modules\[0\]\.collectors\[0\] is chat_tables, expected one of mysql_server, /,
  );
  expect(check({ targets: ['db1:70000'] })).toThrow(
    'exporter.probe.modules[0].targets[0] is db1:70000, expected a port between 1 and 65535.',
  );
  expect(check({ targets: ['db1'] })).toThrow(
    'exporter.probe.modules[0].targets[0] is "db1", expected a host and its port as db1:3306.',
  );
  expect(check({ targets: ['[::1]:3306', 'db1:3306'] })).not.toThrow();
});
