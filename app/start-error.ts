/** The app cannot start as it is set up; the message is one sentence that says what to correct. */
export class StartError extends Error {
  override name = 'StartError';
}
