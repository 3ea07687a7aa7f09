/**
 * Points in time that a chart asks for at most: one for each two or three pixels of a wide one, which nobody tells from more. An hour
 * has a point for each scrape; of a day two fifths of those that Grafana would ask for, which cost as much less.
 */
export const mostPoints = 400;
