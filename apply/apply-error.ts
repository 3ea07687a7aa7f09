/** A server cannot be read, or given what is wanted: one sentence for the person who called. */
export class ApplyError extends Error {
  override name = 'ApplyError';
}

/** The server understood, said no, and has changed nothing. */
export class Refusal extends ApplyError {}
