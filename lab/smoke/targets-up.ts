import { z } from 'zod';
import { jobs } from '../../prometheus/jobs.ts';
import type { Check } from './check.ts';
import { getJson } from './get-json.ts';

/** @see https://prometheus.io/docs/prometheus/latest/querying/api/#targets */
const answer = z.object({
  data: z.object({ activeTargets: z.array(z.object({ labels: z.object({ job: z.string() }), health: z.string() })) }),
});

/** Prometheus scrapes every job of the configuration. */
export const targetsUp: Check = {
  name: 'targets are up',
  needs: ['prometheus', 'mariadb', 'app', 'exporter', 'alertmanager'],
  begin: (config) => async (signal) => {
    const { data } = await getJson(`${config.urls.prometheus}/api/v1/targets?state=active`, answer, signal);
    const wanted = jobs(config).map(({ name }) => name);
    const up = data.activeTargets.filter(({ health }) => health === 'up').map(({ labels }) => labels.job);
    const missing = wanted.filter((name) => !up.includes(name));
    const evidence = missing.length === 0 ? `up: ${wanted.join(', ')}` : `not up: ${missing.join(', ')}`;
    return { there: missing.length === 0, evidence };
  },
};
