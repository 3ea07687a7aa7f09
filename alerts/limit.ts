import type { Config } from '../config/load-config.ts';

type Thresholds = Config['thresholds'];

/** A number that decides whether an alert fires, by its name. */
export interface Limit<N extends string = string> {
  readonly name: N;
  readonly value: number;
}

/** A number that nobody needs to change: a constant beside the rule, with its reason. */
export const limit = <const N extends string>(name: N, value: number): Limit<N> => ({ name, value });

/** The thresholds of a configuration, each as the limit that it is. */
export const limitsOf = ({ thresholds }: Config): { readonly [K in keyof Thresholds]: Limit<K> } =>
  Object.fromEntries(Object.entries(thresholds).map(([name, value]) => [name, { name, value }])) as {
    readonly [K in keyof Thresholds]: Limit<K>;
  };
