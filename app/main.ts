import cluster from 'node:cluster';
import { parseArgs } from 'node:util';
import { loadConfig } from '../config/load-config.ts';
import { readBuild } from './build.ts';
import { placeVariable } from './cluster/member.ts';
import { runPrimary } from './cluster/primary.ts';
import { runWorker } from './cluster/worker.ts';
import { failureText } from './failure-text.ts';
import { readTokenIssuer } from './identity/token-key.ts';
import { readLeftOut } from './leave-out.ts';
import { readMysqlLogin } from './storage/login.ts';

const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop.abort());

// Node would end at it. A terminal that closes sends it to the workers too, but it is for the primary.
process.on('SIGHUP', () => {});

/** To the primary, which may be gone already. */
const channel = {
  send: (answer: object) => new Promise<void>((resolve) => process.send?.(answer, () => resolve()) ?? resolve()),
  onMessage: (listener: (message: unknown) => void) => {
    process.on('message', listener);
  },
};

try {
  const { values } = parseArgs({ options: { config: { type: 'string', default: 'gapwatch.config.ts' } } });
  const config = await loadConfig(values.config);
  const setting = {
    config,
    login: await readMysqlLogin(config, process.env),
    issuer: await readTokenIssuer(config, process.env),
    build: await readBuild(process.env),
    leftOut: readLeftOut(process.env),
    signal: stop.signal,
    onHangUp: (listener: () => void) => process.on('SIGHUP', listener),
  };
  if (cluster.isPrimary) await runPrimary(setting);
  else await runWorker(setting, { place: process.env[placeVariable] ?? '1', channel });
} catch (error) {
  console.error(failureText(error));
  process.exitCode = 1;
}
process.exit();
