/** A server's program is not usable as the person set it; the message is one sentence that says what to correct. */
export class ProgramError extends Error {
  override name = 'ProgramError';
}

/** A server cannot be installed here; the message is one sentence that says what to do instead. */
export class InstallError extends Error {
  override name = 'InstallError';
}
