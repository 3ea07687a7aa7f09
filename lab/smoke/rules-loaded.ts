import { z } from 'zod';
import type { Check } from './check.ts';
import { getJson } from './get-json.ts';

/** @see https://prometheus.io/docs/prometheus/latest/querying/api/#rules */
const answer = z.object({
  data: z.object({ groups: z.array(z.object({ rules: z.array(z.object({ name: z.string(), health: z.string() })) })) }),
});

/** Prometheus has loaded rules, has evaluated each at least once, and could evaluate all of them. */
export const rulesLoaded: Check = {
  name: 'rules are loaded',
  needs: ['prometheus'],
  begin: (config) => async (signal) => {
    const { data } = await getJson(`${config.urls.prometheus}/api/v1/rules`, answer, signal);
    const rules = data.groups.flatMap((group) => group.rules);
    const others = rules.filter(({ health }) => health !== 'ok');
    const count = `${data.groups.length} groups, ${rules.length} rules`;
    const evidence =
      others.length === 0 ? count : `${count}; not healthy: ${others.map(({ name }) => name).join(', ')}`;
    return { there: rules.length > 0 && others.length === 0, evidence };
  },
};
