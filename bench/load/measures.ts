import type { Ack } from './chat-client.ts';
import { createHistogram, type Summary } from './histogram.ts';
import { createTally, type Tally, type TallyResult } from './tally.ts';

/** What a run of the generator found. */
export interface LoadResult extends TallyResult {
  readonly users: number;
  /** Users that the service did not let in, and the first reason. */
  readonly refusedUsers: number;
  readonly refusal?: string;
  /** Connections that the service ended. */
  readonly dropped: number;
  /** Messages without a good answer, by its code. */
  readonly refusedMessages: Readonly<Record<string, number>>;
  /** Milliseconds until a user was let in. */
  readonly connect: Summary;
  /** Milliseconds from sending a message to its acknowledgement. */
  readonly ack: Summary;
  /** Milliseconds from sending a message to its receipt by each client but the sender. */
  readonly receipt: Summary;
  /** Deliveries a second while receipts were measured. */
  readonly deliveriesPerSecond: number;
  /** Share of that time that the generator was busy: near 1 its own waits are in its figures. */
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
  readonly acknowledged: (ack: Ack, ms: number) => void;
  /** Times anew from here on; what was sent before is only counted. */
  readonly begin: () => void;
  /** Ends the time by which deliveries a second are told. */
  readonly end: () => void;
  readonly result: () => LoadResult;
}

/** When a delivery came last, by `performance.now()`, is what tells that nothing comes any more. */
export const createMeasures = (): Measures & { readonly lastReceivedAt: () => number } => {
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
  let lastReceivedAt = performance.now();
  let deliveries = 0;
  let beganAt = performance.now();
  let utilization = performance.eventLoopUtilization();
  let window = { seconds: Number.NaN, deliveries: 0, busy: Number.NaN };
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
    acknowledged({ ok, code = 'unknown' }, ms) {
      ack.record(ms);
      if (!ok) refusedMessages[code] = (refusedMessages[code] ?? 0) + 1;
    },
    begin() {
      ack = createHistogram();
      receipt = createHistogram();
      first = sent.length;
      deliveries = 0;
      beganAt = performance.now();
      utilization = performance.eventLoopUtilization();
    },
    end() {
      window = {
        seconds: (performance.now() - beganAt) / 1e3,
        deliveries,
        busy: performance.eventLoopUtilization(utilization).utilization,
      };
    },
    lastReceivedAt: () => lastReceivedAt,
    result: () => ({
      ...tally.result(),
      users: connect.summary().count,
      refusedUsers,
      ...(refusal !== undefined && { refusal }),
      dropped,
      refusedMessages,
      connect: connect.summary(),
      ack: ack.summary(),
      receipt: receipt.summary(),
      deliveriesPerSecond: window.deliveries / window.seconds,
      busy: window.busy,
    }),
  };
};
