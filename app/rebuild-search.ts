import { parseArgs } from 'node:util';
import { loadConfig } from '../config/load-config.ts';
import { failureText } from './failure-text.ts';
import { readLeftOut } from './leave-out.ts';
import type { Log } from './logging/log.ts';
import { rebuildSearch } from './search/rebuild.ts';
import { openRelay } from './search/start-relay.ts';
import { StartError } from './start-error.ts';
import { readMysqlLogin } from './storage/login.ts';
import { openDatabase } from './storage/pool.ts';
import { createTelemetry } from './telemetry/telemetry.ts';

const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop.abort());

const say = (line: string): void => console.log(line);

/** Of what the relay tells, a person at a terminal needs what went wrong. */
const log: Log = { error: console.error, warn: (line) => console.error(line), info: () => {}, debug: () => {} };

const sentenceOf = (error: unknown, { host, port }: { readonly host: string; readonly port: number }): unknown => {
  if (stop.signal.aborted) {
    return new StartError(
      'Interrupted. The rebuild stays asked for: the running service does it, or the next that starts.',
    );
  }
  if (!(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'ER_NO_SUCH_TABLE') {
    return new StartError('The database has no table search_rebuilds; start the service once, which makes it.', {
      cause: error,
    });
  }
  const reason = error.message || String(error.code);
  return new StartError(
    `MySQL at ${host}:${port} cannot be asked (${reason}); start it or correct mysql in the configuration.`,
    {
      cause: error,
    },
  );
};

const run = async (): Promise<void> => {
  const { values } = parseArgs({ options: { config: { type: 'string', default: 'gapwatch.config.ts' } } });
  const config = await loadConfig(values.config);
  if (readLeftOut(process.env).elasticsearch) {
    throw new StartError('GAPWATCH_WITHOUT leaves out elasticsearch, so that there is nothing to rebuild.');
  }
  const login = await readMysqlLogin(config, process.env);
  const telemetry = createTelemetry();
  const database = openDatabase(login, { size: 1, telemetry, worker: 'rebuild' });
  const { options: relay, close } = openRelay(config, { telemetry, log });
  const began = performance.now();
  say(
    `The search index at ${new URL(config.urls.elasticsearch).origin} is to be built anew; people search the old one meanwhile.`,
  );
  try {
    const messages = await rebuildSearch(database, { login, relay }, { say, signal: stop.signal });
    say(`It was built of ${messages} messages in ${((performance.now() - began) / 1e3).toFixed(1)} s.`);
  } catch (error) {
    throw sentenceOf(error, login);
  } finally {
    await database.end(500);
    await close();
  }
};

try {
  await run();
} catch (error) {
  console.error(failureText(error));
  process.exitCode = 1;
}
process.exit();
