/** A length of time as PromQL writes it: a number of seconds, or one of Grafana's intervals. */
export type Duration = { readonly seconds: number } | { readonly variable: '$__rate_interval' | '$__interval' };

/** A length of time known now. */
export type Fixed = Extract<Duration, { seconds: number }>;

/** A fixed length, in seconds. */
export const seconds = (count: number): Fixed => ({ seconds: count });

/** A fixed length, in minutes. */
export const minutes = (count: number): Fixed => seconds(count * 60);

/** A fixed length, in hours. */
export const hours = (count: number): Fixed => minutes(count * 60);

/** What a dashboard uses in rate(): Grafana makes it at least four scrapes long. */
export const rateInterval: Duration = { variable: '$__rate_interval' };

/** From one point of a panel to the next. */
export const pointInterval: Duration = { variable: '$__interval' };
