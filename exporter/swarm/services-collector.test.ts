import { describe, expect, it } from 'vitest';
import { useAnsweringDocker } from '../../test/support/answering-docker.ts';
import type { DockerAnswers } from '../../test/support/docker-answers.ts';
import { makeNode, makeService, makeTask } from '../../test/support/swarm-answers.ts';
import { failureReasons } from './families.ts';

const swarm = useAnsweringDocker();

/** Lines of the next page that match. */
const linesOf = async (pattern: RegExp, change: DockerAnswers = {}) => {
  swarm.answers = { ...swarm.answers, ...change };
  return (await swarm.watch.scrape()).filter((line) => pattern.test(line));
};

/** Replicas of the service `web` with this mode, by the engine's count and these tasks on these nodes. */
const replicasOf = async (
  service: Parameters<typeof makeService>[1],
  tasks: readonly object[],
  nodes: readonly object[] = [makeNode('a'), makeNode('b')],
) => {
  const lines = await linesOf(/^swarm_service_replicas/, {
    '/services': [makeService('web', service)],
    '/tasks': tasks,
    '/nodes': nodes,
  });
  return lines.map((line) => line.replace('swarm_service_replicas_', '').replace(/service_name="web",stack="",/, ''));
};

describe('a replicated service', () => {
  it('runs what its nodes can vouch for, whatever the engine counts', async () => {
    const tasks = ['ready', 'down', 'disconnected', 'unknown'].map((node) => makeTask('web', node));
    const nodes = ['ready', 'down', 'disconnected', 'unknown'].map((state) => makeNode(state, { state }));
    const status = { DesiredTasks: 5, RunningTasks: 5 };
    // The leader of a moment knows nothing of a node, and takes its tasks for running as long.
    expect(await replicasOf({ status }, [...tasks, makeTask('web', 'removed')], nodes)).toEqual([
      'desired{mode="replicated"} 5',
      'running{mode="replicated"} 2',
    ]);
  });

  it('does not run what is leaving or only about to run', async () => {
    const tasks = [
      makeTask('web', 'a'),
      makeTask('web', 'a', { desired: 'shutdown' }),
      makeTask('web', 'a', { state: 'preparing' }),
      makeTask('web', 'a', { state: 'ready', desired: 'ready' }),
    ];
    expect(await replicasOf({}, tasks)).toEqual(['desired{mode="replicated"} 3', 'running{mode="replicated"} 1']);
  });

  it('without tasks runs none', async () => {
    expect(await replicasOf({}, [])).toEqual(['desired{mode="replicated"} 3', 'running{mode="replicated"} 0']);
  });
});

describe('a global service', () => {
  const mode = { Global: {} };
  const status = { DesiredTasks: 0 };

  it('should run on each node that takes tasks, even where the swarm gave up and counts none', async () => {
    const nodes = [
      makeNode('a'),
      makeNode('b', { state: 'unknown' }),
      makeNode('c', { state: 'down' }),
      makeNode('d', { availability: 'drain' }),
    ];
    const tasks = [makeTask('web', 'a'), makeTask('web', 'b', { state: 'failed', desired: 'shutdown' })];
    expect(await replicasOf({ mode, status }, tasks, nodes)).toEqual([
      'desired{mode="global"} 2',
      'running{mode="global"} 1',
    ]);
  });

  it('keeps what it has on a node that is paused', async () => {
    const nodes = [makeNode('a', { availability: 'pause' }), makeNode('b', { availability: 'pause' })];
    expect(await replicasOf({ mode, status }, [makeTask('web', 'a')], nodes)).toEqual([
      'desired{mode="global"} 1',
      'running{mode="global"} 1',
    ]);
  });

  it('should run on no node that its constraints exclude', async () => {
    const nodes = [makeNode('a', { manager: { leader: true } }), makeNode('b')];
    expect(await replicasOf({ mode, status, constraints: ['node.role == worker'] }, [], nodes)).toEqual([
      'desired{mode="global"} 1',
      'running{mode="global"} 0',
    ]);
  });
});

describe('a job', () => {
  const mode = { ReplicatedJob: { MaxConcurrent: 2, TotalCompletions: 3 } };
  const running = makeTask('web', 'a', { desired: 'complete' });

  it.each([
    [0, 2],
    [2, 1],
    [3, 0],
    [4, 0],
  ])('of three tasks, two at a time, of which %i are complete, should run %i', async (CompletedTasks, desired) => {
    const status = { DesiredTasks: 2, CompletedTasks };
    expect(await replicasOf({ mode, status }, [running])).toEqual([
      `desired{mode="replicated-job"} ${desired}`,
      'running{mode="replicated-job"} 1',
    ]);
  });

  it('on all nodes should run what the engine says', async () => {
    expect(await replicasOf({ mode: { GlobalJob: {} }, status: { DesiredTasks: 2 } }, [running])).toEqual([
      'desired{mode="global-job"} 2',
      'running{mode="global-job"} 1',
    ]);
  });
});

describe('a service', () => {
  it('has its tasks counted by what they do and should do', async () => {
    const tasks = [
      makeTask('fungap', 'a'),
      makeTask('fungap', 'b'),
      makeTask('fungap', 'b'),
      makeTask('fungap', 'b', { state: 'complete', desired: 'shutdown' }),
      makeTask('fungap', 'a', { state: 'dreaming', desired: 'ready' }),
      makeTask('other', 'a'),
    ];
    const nodes = [makeNode('a'), makeNode('b', { state: 'down' })];
    expect(await linesOf(/^swarm_tasks/, { '/tasks': tasks, '/nodes': nodes })).toEqual([
      'swarm_tasks{service_name="fungap",state="running",desired_state="running"} 1',
      'swarm_tasks{service_name="fungap",state="unreachable",desired_state="running"} 2',
      'swarm_tasks{service_name="fungap",state="complete",desired_state="shutdown"} 1',
      'swarm_tasks{service_name="fungap",state="other",desired_state="ready"} 1',
    ]);
  });

  it('is gone from the page as soon as it is from the swarm, with all that was counted of it', async () => {
    const services = [makeService('fungap'), makeService('web', { update: 'updating' })];
    expect((await linesOf(/"web"/, { '/services': services })).length).toBeGreaterThan(10);
    expect(await linesOf(/"web"/, { '/services': [makeService('fungap')], '/tasks': [makeTask('web', 'a')] })).toEqual(
      [],
    );
  });

  it('names its stack, escaped and not too long', async () => {
    const labels = { 'com.docker.stack.namespace': `"${'x'.repeat(1_000)}` };
    const [line] = await linesOf(/desired\{/, { '/services': [makeService('fungap', { labels })] });
    expect(line).toBe(
      `swarm_service_replicas_desired{service_name="fungap",stack="\\"${'x'.repeat(199)}",mode="replicated"} 3`,
    );
  });

  it.each([
    ['updating', 'updating'],
    ['paused', 'paused'],
    ['rollback_completed', 'rollback_completed'],
    ['reconsidering', 'other'],
  ])('whose update is %s is in that state and in no other', async (update, state) => {
    const lines = await linesOf(/^swarm_service_update_state/, { '/services': [makeService('fungap', { update })] });
    expect(lines).toHaveLength(7);
    expect(lines.filter((line) => !line.endsWith(' 0'))).toEqual([
      `swarm_service_update_state{service_name="fungap",state="${state}"} 1`,
    ]);
  });

  it('that was never updated is in no state of an update', async () => {
    expect(await linesOf(/^swarm_service_update_state/)).toEqual([]);
  });

  it.each([
    ['tiny', '', 'image="tiny",tag="",digest="",revision=""'],
    ['tiny:1.2', 'abc', 'image="tiny",tag="1.2",digest="",revision="abc"'],
    [
      'registry.example:5000/chat/app@sha256:0123',
      '',
      'image="registry.example:5000/chat/app",tag="",digest="sha256:0123",revision=""',
    ],
    [
      'registry.example:5000/chat/app:v2-rc.1@sha256:0123',
      'abc',
      'image="registry.example:5000/chat/app",tag="v2-rc.1",digest="sha256:0123",revision="abc"',
    ],
  ])('asks for a build: image %s, revision "%s"', async (image, revision, labels) => {
    const containerLabels = revision ? { 'org.opencontainers.image.revision': revision } : {};
    const services = [makeService('fungap', { image, containerLabels })];
    expect(await linesOf(/^swarm_service_build_info/, { '/services': services })).toEqual([
      `swarm_service_build_info{service_name="fungap",${labels}} 1`,
    ]);
  });

  it('may name its revision itself', async () => {
    const labels = { 'org.opencontainers.image.revision': 'abc' };
    const [line] = await linesOf(/^swarm_service_build_info/, { '/services': [makeService('fungap', { labels })] });
    expect(line).toContain('revision="abc"');
  });

  it('has all reasons of failure counted from the first page on, so that the first failure is seen to come', async () => {
    expect(await linesOf(/^swarm_task_failures|_starts_total/)).toEqual([
      'swarm_service_task_starts_total{service_name="fungap"} 0',
      ...failureReasons.map((reason) => `swarm_task_failures_total{service_name="fungap",reason="${reason}"} 0`),
    ]);
  });

  it('has a task that fails counted at the next scrape, in words of ours and not of the error', async () => {
    const id = 'task-that-fails';
    await linesOf(/./, { '/tasks': [makeTask('fungap', 'a', { id })] });
    const failed = makeTask('fungap', 'a', {
      id,
      state: 'failed',
      desired: 'shutdown',
      error: 'task: non-zero exit (3): secret',
    });
    const next = makeTask('fungap', 'a');
    const page = await linesOf(/./, { '/tasks': [failed, next] });
    expect(page).toContain('swarm_task_failures_total{service_name="fungap",reason="exit_nonzero"} 1');
    expect(page).toContain('swarm_service_task_starts_total{service_name="fungap"} 1');
    expect(page.join('\n')).not.toContain('secret');
  });
});
