import { chatMetrics } from '../../app/metrics.ts';
import type { Config } from '../../config/load-config.ts';
import { swarmServices } from '../../exporter/swarm/families.ts';
import { count } from '../../metrics/promql/aggregate.ts';
import { multiply, subtract } from '../../metrics/promql/arithmetic.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { alsoAs } from '../../metrics/promql/functions.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { and, or, unless } from '../../metrics/promql/set.ts';
import { type Alert, alert } from '../alert.ts';
import { askManager, haveManager, serviceName } from '../commands/manager.ts';
import { isAbove } from '../condition.ts';
import { limit } from '../limit.ts';
import { panelOn } from '../panels.ts';
import { series } from '../series.ts';
import { exporter } from './example-targets.ts';

/** A rolling update of many replicas is over by then. */
const lasting = minutes(10);

/** One instance with other code than was deployed is one too many. */
const none = limit('none', 0);

/** A ticket when code runs that is not what was deployed: a volume over it, an image that was not pulled, an update that stands still. */
export const staleBuildRunning = (config: Config): Alert => {
  const running = select(chatMetrics.build);
  // An image without a revision says nothing of its code.
  const deployed = alsoAs(
    select(swarmServices.build, { service_name: serviceName(config, 'app'), revision: { not: '' } }),
    'revision',
    'build_id',
  );
  const byJob = { by: ['job'] } as const;
  const all = count(running, byJob);
  const right = count(and(running, deployed, { on: ['build_id'] }), byJob);
  // Where no image tells its revision nobody knows what should run.
  const stale = and(subtract(all, or(right, multiply(all, 0))), deployed, { on: [] });
  const build = { version: '1.0.0', node_version: '24.0.0' } as const;
  const image = { service_name: serviceName(config, 'app'), image: 'chat', tag: '2', digest: 'sha256:2' } as const;
  return alert({
    name: 'StaleBuildRunning',
    severity: 'ticket',
    expr: isAbove(stale, none),
    for: lasting,
    summary: ({ job }) =>
      `Instances of ${job} have run other code than was deployed for ${printSeconds(lasting.seconds)}`,
    description: ({ job }, { short }) =>
      `${short} instances of ${job} tell a build that is not the one that the swarm's service ${serviceName(config, 'app')} should run, for ${printSeconds(lasting.seconds)}.`,
    panel: panelOn.swarm('Builds running'),
    drill: 'old-code',
    runbook: {
      meaning:
        "The build id that the running code itself tells differs from the revision of the service's image. The swarm's own tags cannot show that: they are what should run.",
      impact: 'What was deployed is not in effect for the people of those instances: a fix, or its undoing.',
      diagnosis: [
        {
          says: 'Which instances, and which build do they run?',
          query: unless(running, deployed, { on: ['build_id'] }),
        },
        { says: 'Which build should run?', query: deployed },
        {
          says: 'Does the update stand still?',
          query: select(swarmServices.updateState, { service_name: serviceName(config, 'app') }),
        },
        askManager(
          config,
          'Is a volume mounted over the code? Mounts.',
          (docker, chat) => `${docker} service inspect --pretty ${chat}`,
        ),
      ],
      mitigation: [
        'A volume lies over the code: take it out of the service.',
        haveManager(
          config,
          'The image was not pulled, or tasks were not replaced: have all of them replaced.',
          (docker, chat) => `${docker} service update --force ${chat}`,
        ),
      ],
    },
    tests: {
      scenes: [
        {
          when: 'the former code lies over the new one',
          labels: { job: 'chat' },
          given: (target, course) => [
            series(
              chatMetrics.build,
              { ...target, ...build, build_id: 'old' },
              course.present((values) => values.none > 0),
            ),
            series(
              chatMetrics.build,
              { ...target, ...build, build_id: 'new' },
              course.present((values) => values.none === 0),
            ),
            series(
              swarmServices.build,
              { ...exporter, ...image, instance: target.job, revision: 'new' },
              course.gauge(() => 1),
            ),
          ],
        },
      ],
      quiet: [
        {
          when: 'no image tells its revision',
          given: [
            series(chatMetrics.build, { job: 'chat', instance: 'a', ...build, build_id: 'old' }, '1x120'),
            series(swarmServices.build, { ...exporter, ...image, revision: '' }, '1x120'),
          ],
          at: minutes(20),
        },
      ],
    },
  });
};
