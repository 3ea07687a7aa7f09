import { ConfigError } from '../config/config-error.ts';
import type { Config } from '../config/load-config.ts';
import type { Alert } from './alert.ts';

/** An alert, and the team that looks after what it is about. */
export interface OwnedAlert extends Alert {
  readonly team: string;
}

/** Alerts that Prometheus evaluates together, one after the other. */
export interface AlertGroup<A extends Alert = OwnedAlert> {
  readonly name: string;
  readonly alerts: readonly A[];
}

/**
 * Gives each alert to the team that names it, else to the one that names its group, else to the first.
 * @throws ConfigError for a name that no alert and no group of them has
 */
export const ownedGroups = (
  groups: readonly AlertGroup<Alert>[],
  { teams }: Pick<Config, 'teams'>,
): readonly AlertGroup[] => {
  const alerts = groups.flatMap((group) => group.alerts.map(({ name }) => name));
  const known = new Set([...alerts, ...groups.map(({ name }) => name)]);
  for (const [i, { owns }] of teams.entries()) {
    for (const [j, name] of owns.entries()) {
      if (known.has(name)) continue;
      throw new ConfigError(
        `teams[${i}].owns[${j}] is ${JSON.stringify(name)}, expected an alert, as ${alerts[1]}, or a group of them: ${groups.map((group) => group.name).join(', ')}.`,
      );
    }
  }
  const owner = (name: string) => teams.find(({ owns }) => owns.includes(name))?.name;
  const first = teams[0]?.name ?? '';
  return groups.map((group) => ({
    ...group,
    alerts: group.alerts.map((alert) => ({ ...alert, team: owner(alert.name) ?? owner(group.name) ?? first })),
  }));
};
