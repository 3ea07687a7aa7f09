/** When an alert's expression began to hold, shifted by some seconds, in the milliseconds since 1970 that Grafana's links want. */
export type Began = (shiftSeconds: number) => string;

const quoted = (label: string): string => `${label}=%q`;

/**
 * The same as a template that Prometheus fills in. It writes that time beside each alert as a series, which does not change while
 * the alert fires, so that a notification that is repeated, or tells the end, links to the same minutes as the first one. At the
 * very first evaluation that series is not there yet, and it is now.
 * @param labels names of the alert's labels
 */
export const templateBegan =
  (alertname: string, labels: readonly string[]): Began =>
  (shiftSeconds) => {
    const matchers = [`alertname="${alertname}"`, ...labels.map(quoted)].join(',');
    const shift = `${shiftSeconds < 0 ? '-' : '+'} ${Math.abs(shiftSeconds) * 1000}`;
    const began = `(min(ALERTS_FOR_STATE{${matchers}}) or vector(time())) * 1000 ${shift}`;
    const values = labels.map((label) => ` $labels.${label}`).join('');
    return `{{ printf \`${began}\`${values} | query | first | value | printf "%.0f" }}`;
  };

/** The same where it is known, for a rule's test. */
export const knownBegan =
  (beganSeconds: number): Began =>
  (shiftSeconds) =>
    String((beganSeconds + shiftSeconds) * 1000);
