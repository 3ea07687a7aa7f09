import { parseArgs } from 'node:util';
import { appUrl } from '../../config/app-url.ts';
import { ConfigError } from '../../config/config-error.ts';
import { loadConfig } from '../../config/load-config.ts';
import { LabError } from '../lab-error.ts';
import { runCrowd } from './crowd.ts';

/** Three a room: enough for talk, few enough that one can follow it. */
const usualSize = '12';

/** Any number; the same one makes the same people. */
const seed = 1;

const readSize = (text: string): number => {
  const size = Number(text);
  if (Number.isInteger(size) && size >= 1 && size <= 1_000) return size;
  throw new LabError(`--people is ${text}, expected a whole number from 1 to 1000.`);
};

const isUsageError = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');

const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop.abort());

try {
  const { values } = parseArgs({
    options: {
      config: { type: 'string', default: 'gapwatch.config.ts' },
      people: { type: 'string', default: usualSize },
    },
  });
  const size = readSize(values.people);
  const config = await loadConfig(values.config);
  const venue = { url: appUrl(config), rooms: config.rooms };
  await runCrowd(venue, { size, seed, say: console.log, signal: stop.signal });
} catch (error) {
  if (error instanceof ConfigError || error instanceof LabError) console.error(error.message);
  else if (isUsageError(error)) console.error(`${error.message}; the options are --config FILE and --people N.`);
  else console.error(error);
  process.exitCode = 1;
}
process.exit();
