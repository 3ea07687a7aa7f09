import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import type { ConfigInput } from '../../config/schema.ts';
import { freePort } from '../../test/support/free-port.ts';
import { type AppServers, startApp, until } from '../../test/support/start-app.ts';
import type { TestMariadb } from '../../test/support/start-mariadb.ts';

/** A chat that the generator can load. */
export interface Chat {
  readonly url: string;
  /** Of ours, whose users show tokens. */
  readonly configFile?: string;
  /** Ids of its processes, as they run now. */
  readonly processes: () => readonly number[];
  readonly stop: () => Promise<void>;
}

/** Milliseconds between two scrapes, as Prometheus does by the lab's configuration. */
const scrapeEvery = 5_000;

const bareChat = join(import.meta.dirname, '../fixtures/bare-chat.ts');

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

/** Starts the chat with nothing else; the tables must be there. */
export const startBareChat = async (mariadb: TestMariadb): Promise<Chat> => {
  const port = await freePort();
  const child = execa({ reject: false })(process.execPath, [bareChat, JSON.stringify({ port, login: mariadb.app })]);
  const url = `http://127.0.0.1:${port}`;
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`The bare chat ended: ${(await child).stderr}`);
    await delay(50);
  }
  return {
    url,
    processes: () => (child.pid === undefined ? [] : [child.pid]),
    async stop() {
      child.kill();
      await child;
    },
  };
};

/** Starts the service, and scrapes its metrics as Prometheus would; one that is made blind (by `env`) has none. */
export const startChat = async (
  servers: AppServers,
  { app, env = {}, scraped = true }: { app: ConfigInput['app']; env?: Record<string, string>; scraped?: boolean },
): Promise<Chat> => {
  const start = () => startApp(servers, { app, env, awaitReady: scraped });
  // Between finding a free port and listening on it, somebody else may get it.
  const service = await start().catch(start);
  if (!scraped) {
    await until('The service is ready', () => answers(`${service.adminUrl}/-/ready`));
    if ((await service.metrics()).trim() !== '') throw new Error('The service that was to be blind counts.');
  }
  const scrape = scraped ? setInterval(() => void service.metrics(), scrapeEvery) : undefined;
  return {
    url: service.url,
    configFile: service.configFile,
    processes: service.processes,
    async stop() {
      clearInterval(scrape);
      await service.stop();
    },
  };
};
