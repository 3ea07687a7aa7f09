import type { Config } from '../../config/load-config.ts';
import { swarmContainers } from '../../exporter/containers/families.ts';
import { divide } from '../../metrics/promql/arithmetic.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { increase } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { type Alert, alert } from '../alert.ts';
import { askManager, haveManager } from '../commands/manager.ts';
import { isAbove } from '../condition.ts';
import { humanizePercentage } from '../humanize.ts';
import { limitsOf } from '../limit.ts';
import { panelOn } from '../panels.ts';
import { series } from '../series.ts';
import { agent } from './example-targets.ts';

/** A burst is over by then. */
const lasting = minutes(5);

/** A container of the tests, as its labels say it. */
const example = { service_name: 'fungap', task: 'fungap.1', node_id: 'n1', hostname: 'worker01' } as const;

const limitBytes = 1_073_741_824;

/** A ticket before the kernel kills a container for want of memory. */
export const containerMemory = (config: Config): Alert => {
  const { containerMemoryRatio } = limitsOf(config);
  const share = divide(select(swarmContainers.workingSet), select(swarmContainers.memoryLimit));
  const limit = humanizePercentage(containerMemoryRatio.value);
  return alert({
    name: 'ContainerMemory',
    severity: 'ticket',
    expr: isAbove(share, containerMemoryRatio),
    for: lasting,
    summary: ({ task, hostname }) => `${task} on ${hostname} uses more than ${limit} of its memory`,
    description: ({ task, hostname }, { percentage }) =>
      `The container of ${task} on node ${hostname} uses ${percentage} of the memory that it may, more than ${limit}, for ${printSeconds(lasting.seconds)}. At 100% the kernel kills it.`,
    panel: panelOn.swarm('Container memory of the limit'),
    drill: 'eat-memory',
    runbook: {
      meaning: `The container holds more than ${limit} of its limit in memory that cannot be taken back: files that were not read lately do not count.`,
      impact: 'None yet. At its limit the kernel kills it, and its people are disconnected.',
      diagnosis: [
        { says: 'Which containers?', query: share },
        { says: 'Have some been killed already?', query: increase(select(swarmContainers.oomKills), minutes(15)) },
        'Of the chat: does the heap grow (dashboard Chat, Heap used), or the memory beside it?',
        askManager(
          config,
          'What limit does the service have?',
          (docker, chat) => `${docker} service inspect --pretty ${chat}`,
        ),
      ],
      mitigation: [
        'It grows without end: a leak. Have its task replaced before the kernel does, and keep a heap snapshot of it.',
        haveManager(
          config,
          'It needs that much: double the limit of the service; each of its tasks is replaced, one after another.',
          (docker, chat) =>
            `${docker} service update --limit-memory "$(( $(${docker} service inspect --format '{{.Spec.TaskTemplate.Resources.Limits.MemoryBytes}}' ${chat}) * 2 ))" ${chat}`,
        ),
      ],
    },
    tests: {
      scenes: [
        {
          when: 'a container fills its memory',
          labels: { ...agent, ...example },
          given: (target, course) => [
            series(
              swarmContainers.workingSet,
              { ...target, ...example },
              course.gauge(({ containerMemoryRatio: used }) => used * limitBytes),
            ),
            series(
              swarmContainers.memoryLimit,
              { ...target, ...example },
              course.gauge(() => limitBytes),
            ),
          ],
        },
      ],
      quiet: [
        {
          when: 'a container has no limit',
          given: [series(swarmContainers.workingSet, { ...agent, ...example }, `${2 * limitBytes}x60`)],
          at: minutes(10),
        },
      ],
    },
  });
};
