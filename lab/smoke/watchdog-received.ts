import { z } from 'zod';
import { inboxAddress } from '../inbox/address.ts';
import type { Check } from './check.ts';
import { getJson } from './get-json.ts';

const answer = z.array(z.object({ receivedAt: z.string() }));

/** The alert that always fires has come all the way to the inbox. */
export const watchdogReceived: Check = {
  name: 'the Watchdog has arrived',
  needs: ['prometheus', 'alertmanager', 'inbox'],
  begin: (config) => async (signal) => {
    const address = inboxAddress(config);
    if (address === undefined) return { there: false, evidence: 'the configuration has no webhook receiver inbox' };
    const url = `http://${address.host}:${address.port}/notifications?alertname=Watchdog&status=firing`;
    const [newest] = await getJson(url, answer, signal);
    if (newest === undefined) return { there: false, evidence: 'the inbox has none' };
    return { there: true, evidence: `received at ${newest.receivedAt}` };
  },
};
