import { type Client, errors } from '@elastic/elasticsearch';
import { foldText } from './fold.ts';
import type { MessageDocument } from './index-definition.ts';
import type { MessageState } from './message-states.ts';

/**
 * What became of a message at an index: taken (or known there in a later state), refused for ever, to be tried again, or the
 * index is not there.
 */
type Verdict =
  | { readonly kind: 'taken' }
  | { readonly kind: 'rejected'; readonly why: string }
  | { readonly kind: 'again'; readonly reason: 'overload' | 'server' | 'network' }
  | { readonly kind: 'missing' };

/** Brings states to the index behind each of the aliases; gives the worst verdict for each state, in their order. */
export type SendStates = (
  aliases: readonly string[],
  states: readonly MessageState[],
  signal: AbortSignal,
) => Promise<Verdict[]>;

/** How long Elasticsearch waits for a part of the index that is away: less than the client waits for it. */
const shardTimeout = '2s';

/** From the state that a message has first to the one that it has last: it never goes back, so that a late request changes nothing. */
const versions = { live: 1, archived: 2, gone: 3 } as const;

/**
 * One that is gone leaves an empty document, which nothing finds: of a deleted one Elasticsearch soon forgets the version, and a
 * request that was under way meanwhile would bring the text back.
 */
const documentOf = (state: MessageState): MessageDocument =>
  state.kind === 'gone'
    ? { chat_id: state.chatId }
    : {
        chat_id: state.chatId,
        room_name: state.room,
        archived: state.kind === 'archived',
        text: foldText(state.text).letters,
      };

const operation = (alias: string, state: MessageState): object[] => [
  {
    index: {
      _index: alias,
      _id: String(state.chatId),
      // Else a missing index would be made, with fields as Elasticsearch guesses them.
      require_alias: true,
      version: versions[state.kind],
      version_type: 'external_gte',
    },
  },
  documentOf(state),
];

const ofItem = (
  status: number,
  error: { readonly type: string; readonly reason?: string | null } | undefined,
): Verdict => {
  // 409: a later state is there already.
  if ((status >= 200 && status < 300) || status === 409) return { kind: 'taken' };
  if (status === 404) return { kind: 'missing' };
  if (status === 429) return { kind: 'again', reason: 'overload' };
  // 401 and 403: somebody will mend the rights, or give the disk room.
  if (status >= 500 || status === 401 || status === 403) return { kind: 'again', reason: 'server' };
  return { kind: 'rejected', why: `${error?.type ?? status}: ${error?.reason ?? 'no reason'}` };
};

/** How much a verdict asks for: the highest of several counts. */
const weights = { taken: 0, rejected: 1, again: 2, missing: 3 } as const;

const worst = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.reduce((a, b) => (weights[b.kind] > weights[a.kind] ? b : a), { kind: 'taken' });

const ofError = (error: unknown): Verdict => {
  if (!(error instanceof errors.ResponseError)) return { kind: 'again', reason: 'network' };
  return { kind: 'again', reason: error.statusCode === 429 ? 'overload' : 'server' };
};

/**
 * Sends by the bulk API, each message with a version that says in which state it is: whatever is repeated or comes late, the last
 * state stays.
 * @see https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk
 */
export const sendStatesTo = (client: Client): SendStates => {
  const send: SendStates = async (aliases, states, signal) => {
    if (aliases.length === 0 || states.length === 0) return states.map(() => ({ kind: 'taken' }));
    try {
      const operations = states.flatMap((state) => aliases.flatMap((alias) => operation(alias, state)));
      const { items } = await client.bulk({ operations, timeout: shardTimeout }, { signal });
      return states.map((_state, i) =>
        worst(
          items.slice(i * aliases.length, (i + 1) * aliases.length).map((item) => {
            return ofItem(item.index?.status ?? 500, item.index?.error);
          }),
        ),
      );
    } catch (error) {
      const tooLarge = error instanceof errors.ResponseError && error.statusCode === 413;
      if (!tooLarge) return states.map(() => ofError(error));
      if (states.length === 1) return [{ kind: 'rejected', why: 'it is larger than a request may be' }];
      const half = Math.ceil(states.length / 2);
      return [
        ...(await send(aliases, states.slice(0, half), signal)),
        ...(await send(aliases, states.slice(half), signal)),
      ];
    }
  };
  return send;
};
