/** Time for a scrape that does not say how long it waits: Prometheus' default. */
const defaultBudgetMs = 10_000;

/** Kept back for rendering, compressing and sending the page. */
const marginMs = 500;

/** No scrape may hold a collection longer, whatever it asks for. */
const longestBudgetMs = 60_000;

/**
 * Milliseconds within which a scrape must be answered: the timeout that Prometheus sends in seconds, less half a second. At
 * least half of a very short one stays; a missing or senseless one gives 10 s.
 * @see https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config
 */
export const scrapeBudgetMs = (header: string | undefined): number => {
  // Number() alone would take an empty header for 0, and hexadecimal for a number.
  if (header === undefined || !/^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(header.trim())) return defaultBudgetMs;
  const timeoutMs = Number(header) * 1000;
  if (timeoutMs < 1) return defaultBudgetMs;
  return Math.min(longestBudgetMs, Math.max(timeoutMs - marginMs, timeoutMs / 2));
};
