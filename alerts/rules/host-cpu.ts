import type { Config } from '../../config/load-config.ts';
import { swarmContainers } from '../../exporter/containers/families.ts';
import { host } from '../../exporter/host/families.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { rate } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { recorded } from '../../metrics/promql/recording.ts';
import { select } from '../../metrics/promql/selector.ts';
import { hostRecordings } from '../../prometheus/recording-rules.ts';
import { type Alert, alert } from '../alert.ts';
import { haveManager, onManager, serviceName } from '../commands/manager.ts';
import { scaleTo, swarmTasks } from '../commands/swarm.ts';
import { isAbove } from '../condition.ts';
import { humanizePercentage } from '../humanize.ts';
import { type Limit, limitsOf } from '../limit.ts';
import { panelOn } from '../panels.ts';
import { comfortable, replicasNeeded } from '../replicas-needed.ts';
import { rising, series, steady } from '../series.ts';
import { agent } from './example-targets.ts';

/** A build, a deploy or a dump is over by then, or is no small one. */
const lasting = minutes(5);

const busy = recorded(hostRecordings.busyRatio);

/** What tells the two alerts apart. */
interface Kind {
  readonly name: string;
  readonly severity: 'page' | 'ticket';
  readonly most: Limit<'hostCpuRatio' | 'hostCpuUrgentRatio'>;
  /** The one that tells of the same thing later, and louder. */
  readonly urgent?: Alert;
}

const high = (config: Config, { name, severity, most, urgent }: Kind): Alert => {
  const limit = humanizePercentage(most.value);
  const needed = replicasNeeded(config);
  return alert({
    name,
    severity,
    expr: isAbove(busy, most),
    for: lasting,
    summary: ({ instance }) => `The processors of the machine at ${instance} are busier than ${limit}`,
    description: ({ instance }, { percentage }) =>
      `The processors of the machine at ${instance} are busy for ${percentage} of their time, more than ${limit}, for ${printSeconds(lasting.seconds)}. The runbook says to how many replicas to scale ${serviceName(config, 'app')}, and by which command.`,
    panel: panelOn.swarm('Processor of the machines'),
    consequenceOf: urgent ? [{ alert: urgent, same: ['job', 'instance'] }] : [],
    drill: 'busy-machine',
    runbook: {
      meaning: `All processors of the machine together have been idle for less than ${humanizePercentage(1 - most.value)} of their time. What waits for a disk counts as busy.`,
      impact: 'Everything on that machine takes longer: messages, searches, health checks. Beyond it people time out.',
      diagnosis: [
        { says: 'Which machines, and how busy?', query: busy },
        {
          says: 'Is it work, or waiting for a disk (iowait), or a neighbour on the same host (steal)? Processors by mode.',
          query: sum(rate(select(host.cpu), lasting), { by: ['instance', 'mode'] }),
        },
        {
          says: 'Whose work is it? Processors by service and node.',
          query: sum(rate(select(swarmContainers.cpu), lasting), { by: ['service_name', 'hostname'] }),
        },
        {
          says: `It is that of the chat: how many replicas are needed to come down to ${humanizePercentage(comfortable)}?`,
          query: needed,
        },
        onManager(
          config,
          'Where do its tasks run? Several nodes may be one machine; dashboard Swarm tells.',
          swarmTasks,
        ),
      ],
      mitigation: [
        onManager(
          config,
          'It is the chat, and another machine has room: scale to that many replicas.',
          scaleTo(needed, (of) => serviceName(of, 'app')),
        ),
        'No other machine has room: add a node first. More replicas on the same processors serve nobody faster.',
        'It is something else, as a build or a dump: end it, or have it run elsewhere or at night (`nice`).',
        haveManager(
          config,
          'Tasks crowd on one node since another was away: have them spread anew.',
          (docker, chat) => `${docker} service update --force ${chat}`,
        ),
      ],
    },
    tests: {
      scenes: [
        {
          when: 'more people come than the machine can serve',
          labels: agent,
          given: (target, course) =>
            (['0', '1'] as const).map((cpu) =>
              series(
                host.cpu,
                { ...target, cpu, mode: 'idle' },
                course.counter((share) => 1 - share[most.name]),
              ),
            ),
        },
      ],
      quiet: [
        {
          when: 'one of two processors has nothing to do',
          given: [
            series(host.cpu, { ...agent, cpu: '0', mode: 'idle' }, steady(0, minutes(20))),
            series(host.cpu, { ...agent, cpu: '1', mode: 'idle' }, rising(1, minutes(20))),
          ],
          at: minutes(15),
        },
      ],
    },
  });
};

/** Pages when somebody has to scale: a Swarm does not by itself. */
export const hostCpuHighUrgent = (config: Config): Alert =>
  high(config, {
    name: 'HostCpuHighUrgent',
    severity: 'page',
    most: limitsOf(config).hostCpuUrgentRatio,
  });

/** A ticket when a machine soon has no room for more people. */
export const hostCpuHigh = (config: Config): Alert =>
  high(config, {
    name: 'HostCpuHigh',
    severity: 'ticket',
    most: limitsOf(config).hostCpuRatio,
    urgent: hostCpuHighUrgent(config),
  });
