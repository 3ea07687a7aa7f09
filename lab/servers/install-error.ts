/** A server cannot be installed here, so the lab does without it; the message is one sentence that says what to do. */
export class InstallError extends Error {
  override name = 'InstallError';
}
