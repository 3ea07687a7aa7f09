import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, vi } from 'vitest';
import { descendantsOf, identify } from './process-table.ts';
import { sweep } from './sweep.ts';

it('ends what was started and what that started, but not what is in a session of its own', async () => {
  const said: string[] = [];
  const shell = spawn('sh', ['-c', 'trap "" TERM; sleep 1000 & wait']);
  const installation = spawn('sleep', ['1000'], { detached: true });
  await Promise.all([once(shell, 'spawn'), once(installation, 'spawn')]);
  const shellPid = shell.pid ?? 0;
  await vi.waitFor(() => expect(descendantsOf(shellPid)).toHaveLength(1));
  const [sleep = 0] = descendantsOf(shellPid);

  await sweep((line) => said.push(line));

  expect([identify(shellPid), identify(sleep)]).toEqual([undefined, undefined]);
  expect(identify(installation.pid ?? 0)).toBeDefined();
  expect(said).toEqual([`An installation must not be cut short; it ends by itself (process ${installation.pid}).`]);
  installation.kill();
});
