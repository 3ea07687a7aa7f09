import { errors } from '@elastic/elasticsearch';
import type { Log } from '../logging/log.ts';
import type { SendStates } from './bulk.ts';
import type { MessageState } from './message-states.ts';
import type { RelayMetrics } from './relay-metrics.ts';

/** Why something has to be done again: Elasticsearch is away, has too much to do, says so itself, or has lost the index. */
export type Trouble = 'network' | 'overload' | 'server' | 'missing';

/** Which messages are settled, the index having taken them or refused them for ever; and why the others are not. */
export interface Written {
  readonly settled: ReadonlySet<number>;
  readonly trouble?: Trouble;
}

/** The trouble that an error of Elasticsearch's client stands for. @throws any other error as it is */
export const troubleOf = (error: unknown): Trouble => {
  if (error instanceof errors.ResponseError) return error.statusCode === 429 ? 'overload' : 'server';
  if (error instanceof errors.ElasticsearchClientError) return 'network';
  throw error;
};

/** Writes states to the indices behind aliases; counts and logs what became of them. */
export const writeStates = async (
  { send, metrics, log }: { readonly send: SendStates; readonly metrics: RelayMetrics; readonly log: Log },
  aliases: readonly string[],
  states: readonly MessageState[],
  signal: AbortSignal,
): Promise<Written> => {
  const verdicts = await send(aliases, states, signal);
  const settled = new Set<number>();
  let trouble: Trouble | undefined;
  let taken = 0;
  for (const [i, { chatId }] of states.entries()) {
    const verdict = verdicts[i] ?? { kind: 'again', reason: 'server' };
    if (verdict.kind === 'missing') trouble = 'missing';
    else if (verdict.kind === 'again') trouble ??= verdict.reason;
    else {
      settled.add(chatId);
      if (verdict.kind === 'taken') taken += 1;
      else {
        metrics.rejected();
        log.error(`The search index refuses message ${chatId} for ever (${verdict.why}); it is left out.`);
      }
    }
  }
  metrics.indexed(taken);
  return { settled, ...(trouble !== undefined && { trouble }) };
};
