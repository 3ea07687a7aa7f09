import { chatMetrics } from '../app/metrics.ts';
import { ConfigError } from '../config/config-error.ts';
import type { Config } from '../config/load-config.ts';
import { select } from '../metrics/promql/selector.ts';

/** A service level objective, ours or one that a configuration adds. */
export type Slo = Config['slos'][number];

/** What the chat promises to people. */
const ofTheChat = ({ thresholds }: Config): readonly Slo[] => [
  {
    kind: 'availability',
    name: 'messages-stored',
    promise: 'messages that people send are stored, or kept back for a bad word',
    objective: thresholds.messagesStoredObjective,
    // What is malformed, too many or sent twice is no message yet that something was promised of.
    events: select(chatMetrics.messages, { outcome: { anyOf: ['stored', 'blocked', 'failed'] } }),
    bad: select(chatMetrics.messages, { outcome: 'failed' }),
  },
  {
    kind: 'latency',
    name: 'messages-in-time',
    promise: `messages are broadcast within ${thresholds.messagesInTimeSeconds} s`,
    objective: thresholds.messagesInTimeObjective,
    histogram: chatMetrics.messageDuration,
    within: thresholds.messagesInTimeSeconds,
  },
];

/** @throws ConfigError for a time that is none of the bounds of its histogram: nobody counts up to there */
const tellApart = (slo: Slo): void => {
  if (slo.kind !== 'latency' || slo.histogram.buckets?.includes(slo.within)) return;
  const bounds = slo.histogram.buckets?.join(', ') ?? '';
  throw new ConfigError(
    `Objective ${slo.name} is about ${slo.within} s, expected a bound of ${slo.histogram.name}: ${bounds}.`,
  );
};

/**
 * Every objective of a configuration: those of the chat, then the user's own.
 * @throws ConfigError for two of one name, or a time that a histogram cannot tell
 */
export const slosOf = (config: Config): readonly Slo[] => {
  const ours = ofTheChat(config);
  const taken = config.slos.find(({ name }) => ours.some((slo) => slo.name === name));
  if (taken) {
    throw new ConfigError(
      `slos: ${taken.name} is an objective of the chat; name yours otherwise, or change the chat's under thresholds.`,
    );
  }
  const all = [...ours, ...config.slos];
  for (const slo of all) tellApart(slo);
  return all;
};

/** The share of the events that may be bad, in the decimals of the objective: 1 - 0.999 is 0.001, not 0.0010000000000000009. */
export const errorBudget = (objective: number): number =>
  Number((1 - objective).toFixed(String(objective).split('.')[1]?.length ?? 0));
