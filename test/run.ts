import { createVitest, type TestCase } from 'vitest/node';
import { ensureServers } from '../lab/ensure-servers.ts';
import { servers } from './support/servers.ts';

/**
 * `npm test [-- FILTER …]`: installs the servers that the tests use, runs the tests, and ends with the line
 * `N passed, N failed, N skipped`. A skipped test is named with its reason.
 */
const run = async (filters: readonly string[]): Promise<number> => {
  const { missing } = await ensureServers(servers, console.log);
  for (const { name, reason } of missing) console.log(`${name} cannot be had here: ${reason}`);

  const vitest = await createVitest('test', { run: true, watch: false });
  await vitest.start([...filters]);
  const modules = vitest.state.getTestModules();
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const inState = (state: ReturnType<TestCase['result']>['state']): TestCase[] =>
    tests.filter((test) => test.result().state === state);
  const skipped = inState('skipped');
  for (const test of skipped) {
    const result = test.result();
    console.log(`skipped: ${test.fullName}: ${('note' in result && result.note) || 'it states no reason'}`);
  }
  // A file that does not even load holds a failure that no test shows.
  const broken = modules.filter((module) => !module.ok() && inState('failed').every((test) => test.module !== module));
  const failed = inState('failed').length + broken.length + vitest.state.getUnhandledErrors().length;
  await vitest.close();
  console.log(`${inState('passed').length} passed, ${failed} failed, ${skipped.length} skipped`);
  return failed > 0 || tests.length === 0 ? 1 : 0;
};

process.exitCode = await run(process.argv.slice(2));
