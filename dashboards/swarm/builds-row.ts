import { chatMetrics } from '../../app/metrics.ts';
import { swarmServices } from '../../exporter/swarm/families.ts';
import { count } from '../../metrics/promql/aggregate.ts';
import { row } from '../adapter/dashboard.ts';
import { table } from '../adapter/panels.ts';
import { shown } from '../adapter/target.ts';
import { unit } from '../adapter/unit.ts';
import { noSwarm } from './no-swarm.ts';

/** What should run, and what does. */
export const buildsRow = row('Builds', [
  table({
    title: 'Builds wanted',
    description:
      'The revision that the images of the services name. It should be one, and the one that runs; several for longer than a deploy: a service was left behind.',
    unit: unit.count,
    none: noSwarm,
    width: 12,
    labels: { revision: 'Revision' },
    columns: [{ title: 'Services', expr: count(shown(swarmServices.build), { by: ['revision'] }), unit: unit.count }],
  }),
  table({
    title: 'Builds running',
    description:
      'The build that the code of the chat itself reports. Another than the one wanted after a deploy has ended: an instance runs old code, as a volume mounted over it does, whatever its image is called.',
    unit: unit.count,
    width: 12,
    labels: { build_id: 'Build' },
    columns: [{ title: 'Instances', expr: count(shown(chatMetrics.build), { by: ['build_id'] }), unit: unit.count }],
  }),
]);
