import { expect, it } from 'vitest';
import { docker } from './docker-schema.ts';
import { failureReasonOf } from './task-failure.ts';

const reasonOf = (State: string, Err?: string) =>
  failureReasonOf(docker.task.parse({ ID: 'a', DesiredState: 'shutdown', Status: { State, Err } }));

// As engines 20.10 and newer say it.
it.each([
  ['failed', 'task: non-zero exit (1)', 'exit_nonzero'],
  ['failed', 'task: non-zero exit (137)', 'killed'],
  ['failed', 'task: non-zero exit (137): dockerexec: unhealthy container', 'unhealthy'],
  ['failed', 'task: non-zero exit (143): dockerexec: unhealthy container', 'unhealthy'],
  ['rejected', 'No such image: nosuch:latest', 'image'],
  ['rejected', 'pull access denied for nosuch, repository does not exist or may require docker login', 'image'],
  [
    'failed',
    'starting container failed: failed to create shim task: OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "/nosuch": stat /nosuch: no such file or directory: unknown',
    'start',
  ],
  [
    'failed',
    'starting container failed: OCI runtime create failed: runc create failed: unable to start container process: container init was OOM-killed (memory limit too low?): unknown',
    'oom',
  ],
  ['rejected', 'invalid mount config for type "bind": bind source path does not exist: /nosuch', 'start'],
  ['rejected', 'network sandbox join failed: subnet sandbox join failed', 'rejected'],
  ['failed', 'No such container: web.1.abc', 'other'],
  ['failed', undefined, 'other'],
  ['orphaned', undefined, 'orphaned'],
  ['running', undefined, undefined],
  ['complete', undefined, undefined],
  ['shutdown', 'task: non-zero exit (137)', undefined],
])('a task that is %s with the error %s failed because of: %s', (state, error, reason) => {
  expect(reasonOf(state, error)).toBe(reason);
});
