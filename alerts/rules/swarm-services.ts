import type { Config } from '../../config/load-config.ts';
import { swarmServices } from '../../exporter/swarm/families.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { subtract } from '../../metrics/promql/arithmetic.ts';
import { minutes, seconds } from '../../metrics/promql/duration.ts';
import { increase } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { type Alert, alert, type Runbook } from '../alert.ts';
import { haveManager, onManager } from '../commands/manager.ts';
import { swarmTasks } from '../commands/swarm.ts';
import { is, isAbove } from '../condition.ts';
import { both } from '../joined.ts';
import { limit, limitsOf } from '../limit.ts';
import { panelOn } from '../panels.ts';
import { rising, series, steady } from '../series.ts';
import { exporter } from './example-targets.ts';
import { nodeNotReady } from './swarm-nodes.ts';

/** How far back starts and failures of tasks are counted. */
const window = minutes(15);

const desired = select(swarmServices.desired);
const running = select(swarmServices.running);

/** A service of the tests, as its labels say it. */
const example = { service_name: 'fungap', stack: 'chat', mode: 'replicated' } as const;

const looks = (config: Config): Runbook['diagnosis'] => [
  {
    says: 'Why do tasks fail, and how many within 15 minutes? image: its registry does not have it. oom, killed: memory. start, exit_nonzero: the program itself.',
    query: sum(increase(select(swarmServices.failures), window), { by: ['job', 'instance', 'service_name', 'reason'] }),
  },
  { says: 'What are they doing? pending: no node fits, or none has room.', query: select(swarmServices.tasks) },
  onManager(config, 'Which tasks, where, and with what error?', swarmTasks),
];

const mends = (config: Config): Runbook['mitigation'] => [
  haveManager(
    config,
    'It began with a deploy: take the chat back to what ran before.',
    (docker, chat) => `${docker} service rollback ${chat}`,
  ),
  'No node has room: add a node, lower what the service reserves, or take a constraint away.',
];

/** Tasks that are wanted and missing where none is, and tasks that run of a service that is away. */
const none = limit('none', 0);
const nothing = limit('nothing', 0);

/** Tasks that start again are back by then. */
const downFor = minutes(1);

/** Pages when no task of a service runs that should. */
export const serviceDown = (config: Config): Alert =>
  alert({
    name: 'ServiceDown',
    severity: 'page',
    expr: both(is(running, nothing), isAbove(desired, none)),
    for: downFor,
    summary: ({ service_name }) => `No task of service ${service_name} has run for ${printSeconds(downFor.seconds)}`,
    description: ({ service_name }) =>
      `The swarm wants tasks of ${service_name}, and none has run for ${printSeconds(downFor.seconds)}.`,
    panel: panelOn.swarm('Tasks running'),
    drill: 'scale-to-nothing',
    runbook: {
      meaning: 'The swarm wants at least one task of the service, and none runs on a node that is up.',
      impact: 'What the service does is not done. Of the chat: nobody can talk.',
      diagnosis: looks(config),
      mitigation: mends(config),
    },
    tests: {
      scenes: [
        {
          when: 'none of its tasks runs any more',
          labels: { ...exporter, ...example },
          levels: { nothing: { good: 3 } },
          given: (target, course) => [
            series(
              swarmServices.running,
              { ...target, ...example },
              course.gauge(({ nothing: tasks }) => tasks),
            ),
            series(
              swarmServices.desired,
              { ...target, ...example },
              course.gauge(({ none: tasks }) => tasks),
            ),
          ],
        },
      ],
    },
  });

/** A rolling update takes about two minutes. */
const shortFor = minutes(5);

/** A ticket when a service has run fewer tasks than it asks for. */
export const serviceUnderReplicated = (config: Config): Alert =>
  alert({
    name: 'ServiceUnderReplicated',
    severity: 'ticket',
    expr: isAbove(subtract(desired, running), none),
    for: shortFor,
    summary: ({ service_name }) => `Service ${service_name} has lacked tasks for ${printSeconds(shortFor.seconds)}`,
    description: ({ service_name }, { short }) =>
      `${short} of the tasks that the swarm wants of ${service_name} have not run for ${printSeconds(shortFor.seconds)}.`,
    panel: panelOn.swarm('Tasks missing'),
    consequenceOf: [
      { alert: nodeNotReady(config), same: ['job', 'instance'] },
      { alert: serviceDown(config), same: ['job', 'instance', 'service_name'] },
    ],
    drill: 'break-image',
    runbook: {
      meaning:
        'Fewer tasks of the service run than it asks for. Those on nodes that are down do not count, which the swarm goes on counting.',
      impact: 'The others carry the load. One more that is lost is felt.',
      diagnosis: [
        { says: 'How many are missing?', query: subtract(desired, running) },
        { says: 'Does an update stand still?', query: select(swarmServices.updateState, { state: 'paused' }) },
        ...looks(config),
      ],
      mitigation: mends(config),
    },
    tests: {
      scenes: [
        {
          when: 'one of its tasks does not come back',
          labels: { ...exporter, ...example },
          given: (target, course) => [
            series(
              swarmServices.running,
              { ...target, ...example },
              course.gauge(({ none: missing }) => 3 - missing),
            ),
            series(
              swarmServices.desired,
              { ...target, ...example },
              course.gauge(() => 3),
            ),
          ],
        },
      ],
    },
  });

/** A ticket when tasks of a service end and start again and again: whenever one looks, all of them run. */
export const taskFlapping = (config: Config): Alert => {
  const { taskStarts } = limitsOf(config);
  const by = { by: ['job', 'instance', 'service_name'] } as const;
  // A deploy starts each task once.
  const starts = subtract(sum(increase(select(swarmServices.starts), window), by), sum(desired, by));
  /** Far too many within the window, then none. */
  const many = 100 * (taskStarts.value + 3);
  const starting = [
    series(
      swarmServices.starts,
      { ...exporter, service_name: 'fungap' },
      rising(many / window.seconds, window),
      steady(many, minutes(60)),
    ),
    series(swarmServices.desired, { ...exporter, ...example }, steady(3, minutes(75))),
  ];
  return alert({
    name: 'TaskFlapping',
    severity: 'ticket',
    expr: isAbove(starts, taskStarts),
    for: seconds(0),
    keepFiringFor: window,
    summary: ({ service_name }) =>
      `Tasks of service ${service_name} have started more than ${taskStarts.value} times too often within ${printSeconds(window.seconds)}`,
    description: ({ service_name }) =>
      `Beyond one for each of its tasks, more than ${taskStarts.value} tasks of ${service_name} were started within ${printSeconds(window.seconds)}: they end again and again.`,
    panel: panelOn.swarm('Task starts'),
    consequenceOf: [{ alert: nodeNotReady(config), same: ['job', 'instance'] }],
    drill: 'crash-tasks',
    runbook: {
      meaning: `Tasks of the service end soon after they have started, and the swarm starts others. A deploy starts each of them once; this is more than ${taskStarts.value} beyond that.`,
      impact: 'Each end disconnects the people of that task. Their clients connect again, to another one that ends.',
      diagnosis: looks(config),
      mitigation: mends(config),
    },
    tests: {
      scenes: [
        {
          when: 'they end after each start',
          labels: { ...exporter, service_name: 'fungap' },
          // One for each task is beyond nothing: only a window that is full of them holds more.
          holdsAfter: window,
          ...(taskStarts.value === 0 && { levels: { taskStarts: { beyond: 0.01 } } }),
          given: (target, course) => [
            series(
              swarmServices.starts,
              { ...target, service_name: 'fungap' },
              // As many more as there are tasks.
              course.counter(({ taskStarts: more }) => (more > 0 ? more + 3 : 0) / window.seconds),
            ),
            series(
              swarmServices.desired,
              { ...target, ...example },
              course.gauge(() => 3),
            ),
          ],
        },
      ],
      firing: [
        {
          when: 'they have been calm since, for less than the window',
          given: starting,
          at: seconds(2 * window.seconds),
          since: minutes(1),
          fires: [{ labels: { ...exporter, service_name: 'fungap' } }],
        },
      ],
      quiet: [
        {
          when: 'they have been calm for longer than the window',
          given: starting,
          at: seconds(3 * window.seconds),
        },
      ],
    },
  });
};
