import type { Config } from '../../config/load-config.ts';
import type { TimeScale } from '../../prometheus/scaled.ts';
import type { Severity } from '../alert.ts';
import { owner } from './owner.ts';
import { paceOf } from './pace.ts';
import { inWorkingHours } from './working-hours.ts';

/** Gets what nobody is to be told; a name that no receiver of a configuration can have. */
export const noOne = 'no-one';

/** Those who take alerts of a severity. */
const taking = ({ receivers }: Config, severity: Severity) =>
  receivers.filter(({ severities }) => severities.includes(severity));

/** Who hears of a severity: each receiver by a route of its own, so that what one does not take, others get all the same. */
const severityRoute = (severity: Severity, config: Config, scale: TimeScale) => {
  const listening = taking(config, severity);
  // Alertmanager does not hand this down to the routes below.
  const hours = severity === 'ticket' && config.workingHours ? inWorkingHours(config.workingHours) : {};
  return {
    // What is of no team that anybody listens to, which somebody else may have written, goes to the first.
    receiver: listening[0]?.name ?? noOne,
    ...paceOf(severity, scale),
    ...hours,
    routes: listening.map(({ name, teams }) => ({
      receiver: name,
      ...(teams && { matchers: [`team=~"${teams.join('|')}"`] }),
      ...hours,
      continue: true,
    })),
  };
};

/** Who hears of what, how soon and how often. */
export const routingTree = (config: Config, scale: TimeScale) => ({
  receiver: taking(config, 'ticket')[0]?.name ?? noOne,
  ...paceOf('ticket', scale),
  group_by: ['alertname', 'job', ...owner],
  routes: [
    { matchers: ['severity="page"'], ...severityRoute('page', config, scale) },
    { matchers: ['severity="none"'], ...severityRoute('none', config, scale) },
    // One of unknown severity is a ticket: what somebody else has written must not get lost.
    severityRoute('ticket', config, scale),
  ],
});
