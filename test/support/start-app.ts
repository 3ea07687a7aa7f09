import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import type { Person } from '../../app/identity/person.ts';
import { signToken } from '../../app/identity/token.ts';
import { createTokenIssuer } from '../../app/identity/token-key.ts';
import { parseConfig } from '../../config/load-config.ts';
import type { ConfigInput } from '../../config/schema.ts';
import { type Child, startChild } from '../../lab/child.ts';
import { freePort } from './free-port.ts';

/** Servers that the app under test uses; it leaves out Redis and Elasticsearch where they are not given. */
export interface AppServers {
  readonly mysqlPort: number;
  readonly mysqlPasswordFile: string;
  readonly redisPort?: number;
  readonly elasticsearchUrl?: string;
}

/** The chat service under test: a primary process and its workers. */
export interface TestApp {
  readonly url: string;
  readonly adminUrl: string;
  readonly configFile: string;
  readonly child: Child;
  /** Everything that it has written so far. */
  output(): Promise<string>;
  metrics(): Promise<string>;
  /** Process ids of the primary and its workers, as they run now. */
  processes(): number[];
  /** A token, for an hour unless told otherwise; whoever is not named is somebody whom nobody was before. */
  token(person?: Partial<Person>, lifeSeconds?: number): Promise<string>;
  /** Connects a client with a token of an hour. It does not come back by itself. */
  connect(person?: Partial<Person>): Promise<Socket>;
  /** Stops it as the lab does, and removes its folder. */
  stop(): Promise<void>;
}

/** Calls `check` until it gives something. @throws Error naming `what` after `withinMs` milliseconds */
export const until = async <T>(
  what: string,
  check: () => Promise<T | undefined | false>,
  withinMs = 60_000,
): Promise<T> => {
  const deadline = AbortSignal.timeout(withinMs);
  while (!deadline.aborted) {
    const found = await check();
    if (found !== undefined && found !== false) return found;
    await delay(50);
  }
  throw new Error(`${what}: not so within ${withinMs} ms.`);
};

const isOk = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

/** Processes whose command lines name all of these. */
const processesOf = (...names: readonly string[]): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return names.every((name) => line.includes(name));
      } catch {
        return false;
      }
    })
    .map(Number);

/** More than any test sends, as all of them come from one address; a test of limits gives its own. */
const unlimited = {
  personMessages: 1_000_000,
  personEvents: 1_000_000,
  addressMessages: 1_000_000,
  addressEvents: 1_000_000,
  addressConnections: 1_000_000,
  addressSockets: 1_000_000,
  addressGuests: 1_000_000,
  addressRequests: 1_000_000,
  addressSearches: 1_000_000,
};

const main = join(import.meta.dirname, '../../app/main.ts');

/** Starts the chat service as the lab does, with two workers; waits until it is ready unless told not to. */
export const startApp = async (
  servers: AppServers,
  {
    app = {},
    rooms,
    retention = {},
    env = {},
    awaitReady = true,
  }: {
    readonly app?: ConfigInput['app'];
    readonly rooms?: readonly string[];
    readonly retention?: ConfigInput['retention'];
    readonly env?: Readonly<Record<string, string>>;
    readonly awaitReady?: boolean;
  } = {},
): Promise<TestApp> => {
  const folder = await mkdtemp(join(tmpdir(), 'gapwatch-app-'));
  const configFile = join(folder, 'gapwatch.config.ts');
  const logFile = join(folder, 'app.log');
  const { mysqlPort, mysqlPasswordFile, redisPort, elasticsearchUrl } = servers;
  const tokenSecretFile = join(folder, 'app-token');
  const [port, metricsPort] = [app.port ?? (await freePort()), await freePort()];
  const config: ConfigInput = {
    app: { port, metricsPort, workers: 2, mysqlPasswordFile, tokenSecretFile, limits: unlimited, ...app },
    ...(rooms && { rooms: [...rooms] }),
    mysql: { port: mysqlPort },
    retention,
    ...(redisPort && { redis: { port: redisPort } }),
    ...(elasticsearchUrl && { urls: { elasticsearch: elasticsearchUrl } }),
  };
  const secret = randomBytes(32).toString('base64url');
  await writeFile(tokenSecretFile, secret);
  await writeFile(configFile, `export default ${JSON.stringify(config, undefined, 2)};\n`);
  const without = [redisPort ? '' : 'redis', elasticsearchUrl ? '' : 'elasticsearch'].filter(Boolean).join(',');
  const child = await startChild(
    {
      name: 'app',
      command: process.execPath,
      args: [main, '--config', configFile],
      env: { GAPWATCH_WITHOUT: without, ...env },
      stopSignal: 'SIGTERM',
    },
    { logFile },
  );
  const killAtExit = () => child.kill();
  process.once('exit', killAtExit);
  const url = `${app.tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  const adminUrl = `http://127.0.0.1:${metricsPort}`;
  const output = () => readFile(logFile, 'utf8');
  const metrics = async () => (await fetch(`${adminUrl}/metrics`)).text();
  const sockets = new Set<Socket>();
  const stop = async () => {
    for (const socket of sockets) socket.disconnect();
    await child.stop(15_000);
    process.off('exit', killAtExit);
    await rm(folder, { recursive: true, force: true });
  };
  let people = 1_000;
  const token = async (person: Partial<Person> = {}, lifeSeconds = 3_600) => {
    people += 1;
    const issuer = createTokenIssuer(parseConfig(config, configFile).service, secret);
    return (await signToken({ userId: people, name: `person ${people}`, ...person }, issuer, lifeSeconds)).token;
  };
  if (awaitReady) {
    try {
      await until('The app is ready', () => isOk(`${adminUrl}/-/ready`));
      // Ready means one worker; the tests want to meet all of them.
      const all = `chat_workers{state="running"} ${app.workers ?? 2}\n`;
      await until('All workers run', async () => (await metrics()).includes(all));
    } catch (cause) {
      const log = await output();
      await stop();
      throw new Error(`The app did not start. The end of its output:\n${log.slice(-3000)}`, { cause });
    }
  }
  return {
    url,
    adminUrl,
    configFile,
    child,
    output,
    stop,
    metrics,
    processes: () => processesOf(main, configFile),
    token,
    async connect(person) {
      const auth = { token: await token(person) };
      const socket = io(url, { transports: ['websocket'], reconnection: false, forceNew: true, auth });
      sockets.add(socket);
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve);
        socket.once('connect_error', reject);
      });
      return socket;
    },
  };
};
