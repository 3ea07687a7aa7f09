import type { Alert, Cause } from '../alert.ts';
import { owner } from './owner.ts';

const keyOf = ({ name, same }: Cause): string => [name, ...same.toSorted()].join();

/**
 * A cause keeps its consequences quiet within the service that is watched, and where they agree in some labels, only those that
 * do. Others differ: there is one MySQL, which has another job and instance than what fails without it.
 */
export const inhibitions = (alerts: readonly Alert[]) => {
  const causes = new Map(alerts.flatMap(({ consequenceOf }) => consequenceOf).map((cause) => [keyOf(cause), cause]));
  return [...causes].map(([key, { name, same }]) => ({
    source_matchers: [`alertname="${name}"`],
    target_matchers: [
      `alertname=~"${alerts.flatMap((alert) => (alert.consequenceOf.some((cause) => keyOf(cause) === key) ? [alert.name] : [])).join('|')}"`,
    ],
    equal: [...owner, ...same.toSorted()],
  }));
};
