import type { Ack } from './chat-client.ts';
import { createHistogram, type Summary } from './histogram.ts';
import { createTally, type Tally, type TallyResult } from './tally.ts';

/** What a run of the generator found. */
export interface LoadResult extends TallyResult {
  /** Users that the service let in. */
  readonly users: number;
  /** Users that it did not let in, and the first reason. */
  readonly refusedUsers: number;
  readonly refusal?: string;
  /** Connections that it ended. */
  readonly dropped: number;
  /** Messages without a good answer, by its code. */
  readonly refusedMessages: Readonly<Record<string, number>>;
  /** Milliseconds until a user was let in. */
  readonly connect: Summary;
  /** One for each rate; one in all where users send what they have to say and leave. */
  readonly steps: readonly Step[];
}

/** What was found while all went on in one way. */
export interface Step {
  /** Milliseconds from sending a message to its acknowledgement. */
  readonly ack: Summary;
  /** Milliseconds from sending a message to its receipt by each client but the sender. */
  readonly receipt: Summary;
  readonly deliveriesPerSecond: number;
  /** Messages without a good answer. */
  readonly refused: number;
  /** Share of the time that the generator was busy: near 1 its own waits are in its figures. */
  readonly busy: number;
}

/** Takes down what happens to users and messages. */
export interface Measures {
  readonly tally: Tally;
  readonly connected: (ms: number) => void;
  readonly refused: (error: unknown) => void;
  readonly dropped: () => void;
  /** Adds a message, and gives its number. */
  readonly sending: (room: string, userId: number, sentAt: number) => number;
  readonly received: (message: number, userId: number) => void;
  readonly acknowledged: (message: number, ack: Ack, ms: number) => void;
  /** When a delivery came last, by `performance.now()`. */
  readonly lastReceivedAt: () => number;
  /** Begins a step: what was sent before does not belong to it. Ended by what it gives. */
  readonly begin: () => { readonly stop: () => void; readonly step: () => Step };
  readonly result: (steps: readonly Step[]) => LoadResult;
}

/** Nothing yet. */
export const createMeasures = (): Measures => {
  const tally = createTally();
  const connect = createHistogram();
  let ack = createHistogram();
  let receipt = createHistogram();
  const sent: { readonly at: number; readonly by: number }[] = [];
  const refusedMessages: Record<string, number> = {};
  let refusal: string | undefined;
  let refusedUsers = 0;
  let dropped = 0;
  let first = 0;
  let deliveries = 0;
  let refused = 0;
  let lastReceivedAt = performance.now();
  return {
    tally,
    connected: connect.record,
    refused(error) {
      refusedUsers += 1;
      refusal ??= error instanceof Error ? error.message : String(error);
    },
    dropped() {
      dropped += 1;
    },
    sending(room, by, at) {
      sent.push({ at, by });
      return tally.send(room);
    },
    received(message, userId) {
      lastReceivedAt = performance.now();
      deliveries += 1;
      const origin = sent[message];
      if (origin && message >= first && origin.by !== userId) receipt.record(lastReceivedAt - origin.at);
    },
    acknowledged(message, { ok, code = 'unknown' }, ms) {
      ack.record(ms);
      if (ok) return;
      refused += 1;
      refusedMessages[code] = (refusedMessages[code] ?? 0) + 1;
      // Without an answer nobody knows what became of it: it must arrive.
      if (code !== 'silent' && code !== 'gone') tally.refuse(message);
    },
    lastReceivedAt: () => lastReceivedAt,
    begin() {
      ack = createHistogram();
      receipt = createHistogram();
      first = sent.length;
      deliveries = 0;
      refused = 0;
      const beganAt = performance.now();
      const utilization = performance.eventLoopUtilization();
      let window = { deliveriesPerSecond: Number.NaN, busy: Number.NaN };
      return {
        stop() {
          const seconds = (performance.now() - beganAt) / 1e3;
          const busy = performance.eventLoopUtilization(utilization).utilization;
          window = { deliveriesPerSecond: deliveries / seconds, busy };
        },
        step: () => ({ ack: ack.summary(), receipt: receipt.summary(), refused, ...window }),
      };
    },
    result: (steps) => ({
      ...tally.result(),
      users: connect.summary().count,
      refusedUsers,
      ...(refusal !== undefined && { refusal }),
      dropped,
      refusedMessages,
      connect: connect.summary(),
      steps,
    }),
  };
};
