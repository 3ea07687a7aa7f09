import type { Telemetry } from '../telemetry/telemetry.ts';
import { type CertificateRequest, type CollectAnswer, isCollectRequest } from './ipc.ts';

/** The channel to the primary, as `process` is in a worker. */
export interface PrimaryChannel {
  readonly send: (message: CollectAnswer | CertificateRequest) => Promise<void>;
  readonly onMessage: (listener: (message: unknown) => void) => void;
}

/**
 * Answers the primary's requests for this worker's metrics.
 * @returns a function that sends them unasked: once to say that it answers from now on, and once at the end, so that what
 * was counted since the last request is not lost with the worker
 */
export const answerCollections = (telemetry: Telemetry, channel: PrimaryChannel): (() => Promise<void>) => {
  const answer = async (request: number) =>
    channel.send({ gapwatch: 'collected', request, families: await telemetry.collect() });
  channel.onMessage((message) => {
    // A failed send means that the primary is gone, and with it the reason to answer.
    if (isCollectRequest(message)) answer(message.request).catch(() => {});
  });
  return () => answer(0);
};
