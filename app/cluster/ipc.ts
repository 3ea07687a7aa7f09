import type { Family } from '../telemetry/telemetry.ts';

/** The primary asks a worker for its metrics. */
export interface CollectRequest {
  readonly gapwatch: 'collect';
  readonly request: number;
}

/** A worker's metrics, asked for, or unasked (request 0) as its first and its last word. */
export interface CollectAnswer {
  readonly gapwatch: 'collected';
  readonly request: number;
  readonly families: readonly Family[];
}

const isOurs = (message: unknown, kind: string): boolean =>
  typeof message === 'object' && message !== null && 'gapwatch' in message && message.gapwatch === kind;

/** Whether a message from the primary asks for metrics; socket.io's adapter shares the channel. */
export const isCollectRequest = (message: unknown): message is CollectRequest => isOurs(message, 'collect');

/** Whether a message from a worker brings its metrics. */
export const isCollectAnswer = (message: unknown): message is CollectAnswer => isOurs(message, 'collected');

/** A worker that has just started asks the primary for the certificate. */
export interface CertificateRequest {
  readonly gapwatch: 'certificate?';
}

/** The primary hands a worker the certificate to serve with from now on. */
export interface CertificateNews {
  readonly gapwatch: 'certificate';
  readonly cert: string;
  readonly key: string;
}

/** Whether a message from a worker asks for the certificate. */
export const isCertificateRequest = (message: unknown): message is CertificateRequest =>
  isOurs(message, 'certificate?');

/** Whether a message from the primary brings a certificate. */
export const isCertificateNews = (message: unknown): message is CertificateNews => isOurs(message, 'certificate');
