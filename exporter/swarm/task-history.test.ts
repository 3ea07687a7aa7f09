import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeService, makeTask } from '../../test/support/swarm-answers.ts';
import { docker } from './docker-schema.ts';
import { makeTaskHistory, type TaskHistory } from './task-history.ts';

const services = [docker.service.parse(makeService('web'))];

type TaskOptions = NonNullable<Parameters<typeof makeTask>[2]>;

const oom = 'task: non-zero exit (137)';
const taskOf = (id: string, options: Omit<TaskOptions, 'id'> = {}) => makeTask('web', 'a', { id, ...options });
const ended = (id: string, error = oom) => taskOf(id, { state: 'failed', desired: 'shutdown', error });

/** Starts and failures of the service `web`, once the swarm has told of these tasks. */
const take = (history: TaskHistory, ...tasks: object[]) => {
  const look = history.look(services);
  for (const task of tasks) look.take(docker.task.parse(task));
  const counts = look.end().get('web');
  const failures = Object.entries(counts?.failures ?? {}).filter(([, count]) => count > 0);
  return { starts: counts?.starts, ...Object.fromEntries(failures) };
};

describe('what becomes of tasks', () => {
  it('is counted from the first look on, not what the swarm remembers from before', () => {
    const history = makeTaskHistory();
    expect(take(history, ended('1'), taskOf('2'))).toEqual({ starts: 0 });
    expect(take(history, ended('1'), ended('2'), taskOf('3'))).toEqual({ starts: 1, killed: 1 });
  });

  it('begins again at 0 with a new exporter, as Prometheus expects of a counter', () => {
    const before = makeTaskHistory();
    take(before);
    expect(take(before, ended('1'), ended('2'))).toEqual({ starts: 2, killed: 2 });
    const restarted = makeTaskHistory();
    expect(take(restarted, ended('1'), ended('2'))).toEqual({ starts: 0 });
    expect(take(restarted, ended('2'), ended('3'))).toEqual({ starts: 1, killed: 1 });
  });

  it('is counted once, however often the swarm tells of it, and kept when the swarm forgets it', () => {
    const history = makeTaskHistory();
    take(history);
    for (let scrape = 0; scrape < 3; scrape += 1) {
      expect(take(history, ended('1'))).toEqual({ starts: 1, killed: 1 });
    }
    expect(take(history)).toEqual({ starts: 1, killed: 1 });
  });

  it('counts a start and a failure of a task that was seen neither starting nor running', () => {
    const history = makeTaskHistory();
    take(history);
    expect(take(history, ended('1', 'task: non-zero exit (1)'))).toEqual({ starts: 1, exit_nonzero: 1 });
  });

  it('counts a start of a task that was told to end before it was seen, if it had a container', () => {
    const history = makeTaskHistory();
    take(history);
    const replaced = taskOf('1', { state: 'shutdown', desired: 'shutdown', container: 'c1' });
    const never = taskOf('2', { state: 'shutdown', desired: 'shutdown' });
    expect(take(history, replaced, never)).toEqual({ starts: 1 });
  });

  it('counts no start of a task that waits, until it runs', () => {
    const history = makeTaskHistory();
    take(history);
    expect(take(history, taskOf('1', { state: 'preparing' }))).toEqual({ starts: 0 });
    expect(take(history, taskOf('1'))).toEqual({ starts: 1 });
  });

  it('is counted once where an answer broke off, and what was not told then is not taken for forgotten', () => {
    const history = makeTaskHistory();
    history.look(services).take(docker.task.parse(ended('1')));
    expect(take(history, ended('1'), ended('2'))).toEqual({ starts: 0 });
    history.look(services).take(docker.task.parse(ended('3')));
    expect(take(history, ended('1'), ended('2'), ended('3'))).toEqual({ starts: 1, killed: 1 });
  });

  it('is counted for a service that was made while the lists were read, once it is known', () => {
    const history = makeTaskHistory();
    const look = history.look([]);
    look.take(docker.task.parse(ended('1')));
    look.end();
    expect(take(history, ended('1'))).toEqual({ starts: 1, killed: 1 });
  });

  it('begins at 0 for a service of the name of one that was removed', () => {
    const history = makeTaskHistory();
    take(history);
    take(history, ended('1'));
    history.look([]).end();
    expect(take(history)).toEqual({ starts: 0 });
  });

  it('is counted right whatever the swarm keeps of its history, as long as it tells of each task once', () => {
    const limits = { minLength: 1, maxLength: 20 };
    fc.assert(
      fc.property(
        fc.array(fc.record({ failing: fc.nat(3), forgetting: fc.nat(6), seen: fc.boolean() }), limits),
        (steps) => {
          const history = makeTaskHistory();
          take(history);
          let remembered: string[] = [];
          let count = 0;
          for (const { failing, forgetting, seen } of steps) {
            for (let task = 0; task < failing; task += 1) {
              count += 1;
              remembered.push(`${count}`);
            }
            take(history, ...remembered.map((id) => ended(id)));
            remembered = seen ? remembered.slice(forgetting) : remembered;
            expect(take(history, ...remembered.map((id) => ended(id)))).toEqual(
              count === 0 ? { starts: 0 } : { starts: count, killed: count },
            );
          }
        },
      ),
    );
  });
});
