import type { Config } from '../config/load-config.ts';
import type { LogStreamKind } from './log-streams.ts';

/** The data stream that lines of a kind come to in an installation. */
export const streamIn = (
  { environment }: Pick<Config, 'environment'>,
  { type, dataset, namespace = environment }: Pick<LogStreamKind, 'type' | 'dataset' | 'namespace'>,
): string => `${type}-${dataset}-${namespace}`;

/** Names of a kind's data streams in all environments. */
export const anyStream = ({ type, dataset }: Pick<LogStreamKind, 'type' | 'dataset'>): string => `${type}-${dataset}-*`;
