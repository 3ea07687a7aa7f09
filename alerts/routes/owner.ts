import type { externalLabels } from '../../prometheus/scrape-config.ts';

/** What prometheus.yml says of every alert: whose it is, should several services share an Alertmanager. */
export const owner: readonly (keyof ReturnType<typeof externalLabels>)[] = ['environment', 'watched_service'];
