import { chatMetrics } from '../app/metrics.ts';
import { swarmContainers } from '../exporter/containers/families.ts';
import { host } from '../exporter/host/families.ts';
import { swarmManagers, swarmServices } from '../exporter/swarm/families.ts';
import { dashboard } from './adapter/dashboard.ts';
import { startTime } from './chat/start-time.ts';
import { buildsRow } from './swarm/builds-row.ts';
import { containersRow } from './swarm/containers-row.ts';
import { machinesRow } from './swarm/machines-row.ts';
import { nodesRow } from './swarm/nodes-row.ts';
import { overviewRow } from './swarm/overview-row.ts';
import { servicesRow } from './swarm/services-row.ts';

/** Docker Swarm: what it should run, what it runs, and what that uses. */
export const swarm = dashboard({
  uid: 'gapwatch-swarm',
  title: 'Swarm',
  description:
    'Docker Swarm and its machines: services wanted and running, nodes and managers, builds, and what containers use.',
  source: 'dashboards/swarm.ts',
  of: [swarmManagers.count, swarmContainers.pids, host.load1, chatMetrics.build],
  choices: [{ name: 'service_name', label: 'Service', of: swarmServices.desired }],
  startTime,
  rows: [overviewRow, servicesRow, nodesRow, machinesRow, containersRow, buildsRow],
  log: {
    description:
      'What the processes above the workers say: starts, stops, deaths of workers, rolling restarts. Logs of containers that are not the chat: `docker service logs`.',
    lines: { 'labels.worker': 'primary' },
  },
});
