import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createVitest, type TestCase, type Vitest } from 'vitest/node';
import { ensureServers } from '../lab/ensure-servers.ts';
import { listenForStop } from '../lab/stop-signals.ts';
import { endProcesses } from '../lab/supervisor/end-processes.ts';
import { descendantsOf } from '../lab/supervisor/process-table.ts';
import { roomForTests } from './support/room-for-tests.ts';
import { servers } from './support/servers.ts';

/** What a server under test may take to stop once the run is cut short. Milliseconds. */
const graceMs = 5000;

const describeSkipped = (test: TestCase): string => {
  const result = test.result();
  const note = 'note' in result ? result.note : undefined;
  return `skipped: ${test.fullName}${note ? `: ${note}` : ''}`;
};

/** Counts what became of the tests, in the last line that a run prints. @returns the exit code */
const report = (vitest: Vitest): number => {
  const modules = vitest.state.getTestModules();
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const inState = (state: ReturnType<TestCase['result']>['state']): TestCase[] =>
    tests.filter((test) => test.result().state === state);
  const [passed, failed, skipped] = [inState('passed'), inState('failed'), inState('skipped')];
  for (const test of skipped) console.log(describeSkipped(test));
  // A file that does not even load holds a failure that no test shows.
  const broken = modules.filter((module) => !module.ok() && failed.every((test) => test.module !== module));
  const failures = failed.length + broken.length + vitest.state.getUnhandledErrors().length;
  console.log(`${passed.length} passed, ${failures} failed, ${skipped.length} skipped`);
  return failures > 0 || tests.length === 0 ? 1 : 0;
};

/**
 * `npm test [-- FILTER …]`: installs the servers that the tests use, runs the tests, and ends with the line
 * `N passed, N failed, N skipped`. A skipped test is named, with its reason. Cut short, it ends what the tests started.
 */
const run = async (filters: readonly string[]): Promise<number> => {
  const { missing } = await ensureServers(servers, console.log);
  for (const { name, reason, without } of missing) console.log(`${reason} Without ${name}, ${without}.`);

  // One folder for all that tests write, so that nothing stays when some of them are cut short.
  const folder = await mkdtemp(join(await roomForTests(), 'gapwatch-tests-'));
  process.env.TMPDIR = folder;
  // The tests start the same programs hundreds of times: a third of what such a start takes is to compile them.
  process.env.NODE_COMPILE_CACHE = join(folder, 'compiled');
  const vitest = await createVitest('test', { run: true, watch: false });
  const cut = Promise.withResolvers<'cut'>();
  // Vitest's own listeners would leave at once, and with them all that knows the servers.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeAllListeners(signal);
  const unlisten = listenForStop(process, { onStop: () => cut.resolve('cut'), onAgain: () => undefined });
  try {
    if ((await vitest.globTestSpecifications([...filters])).length === 0) {
      console.log(`No test file's path contains ${filters.join(' or ')}.`);
      return report(vitest);
    }
    const started = vitest.start([...filters]);
    if ((await Promise.race([started, cut.promise])) === 'cut') {
      await endProcesses(() => descendantsOf(process.pid), graceMs);
      // Vitest may still report what became of the tests whose workers are gone; ours is the last line.
      await Promise.race([started.catch(() => undefined), setTimeout(graceMs)]);
      console.log('The run was cut short; what it had started is ended.');
      return 1;
    }
    const code = report(vitest);
    await vitest.close();
    return code;
  } finally {
    unlisten();
    // What was killed may have been about to write.
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
};

// What a run that was cut short had begun does not keep it from ending.
process.exit(await run(process.argv.slice(2)));
